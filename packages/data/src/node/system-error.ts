/** What the operating system's error codes mean to someone who named a file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no directory',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
};

/** Why a file cannot be read, in words. */
export function systemErrorReason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
  return REASONS[code] ?? `it cannot be read (${code})`;
}
