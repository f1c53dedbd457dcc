/** Tells of something that is not as it should be but stops nothing, in one line on standard error. */
export function warn(line: string): void {
  process.stderr.write(`oneday: ${line}\n`);
}
