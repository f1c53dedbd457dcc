import { open } from 'node:fs/promises';
import { InvalidInputError } from '@oneday/core';
import { decodeUtf8 } from '@oneday/data';

const CHUNK_BYTES = 2 ** 18;
/** Longest line. */
const MAX_LINE_BYTES = 2 ** 24;
const LINE_FEED = 0x0a;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file', EISDIR: 'it is a directory; name a file', EACCES: 'reading it is not permitted',
};

/**
 * The lines of a UTF-8 file, some at a time, without their line feeds or the carriage returns before those. What stands
 * after the last line feed is a line unless it is empty. Memory does not grow with the file.
 *
 * @throws InvalidInputError with the file's name when it cannot be read, is not UTF-8, or has a line above 16 MiB
 */
export async function* linesOf(path: string): AsyncGenerator<string[]> {
  const what = `file ${JSON.stringify(path)}`;
  await using file = await opened(path, what);
  const chunk = new Uint8Array(CHUNK_BYTES);
  let rest = new Uint8Array(0);
  let offset = 0;
  for (;;) {
    const { bytesRead } = await reading(what, () => file.read(chunk, 0, CHUNK_BYTES, null));
    const bytes = joined(rest, chunk.subarray(0, bytesRead));
    const end = bytesRead === 0 ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) yield splitLines(decodeUtf8(bytes.subarray(0, end), what, offset));
    if (bytesRead === 0) return;
    rest = bytes.slice(end);
    offset += end;
    if (rest.length > MAX_LINE_BYTES) {
      throw new InvalidInputError(`${what}: the line at byte ${offset} is longer than ${MAX_LINE_BYTES} bytes`);
    }
  }
}

/** Takes the lines of several files side by side. */
export class AlignedLines {
  private readonly paths: readonly string[];
  private readonly sources: readonly AsyncGenerator<string[]>[];
  private readonly waiting: string[][];
  private count = 0;

  constructor(paths: readonly string[]) {
    this.paths = paths;
    this.sources = paths.map(linesOf);
    this.waiting = paths.map(() => []);
  }

  /**
   * Some lines of every file, as many of each; none at the end.
   * @throws InvalidInputError when one file ends before another, and as {@link linesOf} does
   */
  async next(): Promise<readonly (readonly string[])[]> {
    for (const [i, source] of this.sources.entries()) {
      if (this.waiting[i]!.length === 0) this.waiting[i] = (await source.next()).value ?? [];
    }
    const lengths = this.waiting.map((lines) => lines.length);
    const fewest = Math.min(...lengths);
    if (fewest === 0 && Math.max(...lengths) > 0) throw await this.unequal(lengths);
    this.count += fewest;
    return this.waiting.map((lines) => lines.splice(0, fewest));
  }

  /** Reads to the end of all files to say how many lines each has. */
  private async unequal(lengths: readonly number[]): Promise<InvalidInputError> {
    const counts = [];
    for (const [i, source] of this.sources.entries()) {
      let lines = this.count + lengths[i]!;
      for await (const more of source) lines += more.length;
      counts.push(`${JSON.stringify(this.paths[i])} has ${lines}`);
    }
    return new InvalidInputError(`score: files must have as many lines; ${counts.join(', ')}`);
  }
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function opened(path: string, what: string) {
  return reading(what, () => open(path));
}

async function reading<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new InvalidInputError(`${what}: ${REASONS[code] ?? `it cannot be read (${code})`}`, { cause });
  }
}
