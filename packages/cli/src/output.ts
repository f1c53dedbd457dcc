/**
 * Where a command writes. With `--json` the last line of standard output is one object and everything else goes to
 * standard error; without it, everything is for people and goes to standard output.
 */
export interface Output {
  /** Lines for people. */
  readonly stream: NodeJS.WriteStream;
  line(text: string): void;
  /** The result: `summary` for people, or the object with `--json`. */
  result(object: object, summary: readonly string[]): void;
}

/** The output of one command. */
export function openOutput(json = false): Output {
  const stream = json ? process.stderr : process.stdout;
  return {
    stream,
    line: (text) => void stream.write(`${text}\n`),
    result(object, summary) {
      if (json) process.stdout.write(`${JSON.stringify(object)}\n`);
      else summary.forEach((text) => stream.write(`${text}\n`));
    },
  };
}
