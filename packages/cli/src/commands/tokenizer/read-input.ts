import { InvalidInputError } from '@oneday/core';
import { decodeUtf8 } from '@oneday/data';
import { readTextFile } from '@oneday/data/node';

/** Most bytes taken from standard input; a longer text belongs in a file. */
const MAX_BYTES = 2 ** 28;

/** The UTF-8 text of a file, or of standard input for `-`. @throws InvalidInputError when it is no text */
export async function readInput(path: string): Promise<string> {
  if (path !== '-') return readTextFile(path);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BYTES) throw new InvalidInputError(`standard input: at most ${MAX_BYTES} bytes can be read`);
    parts.push(part);
  }
  return decodeUtf8(Buffer.concat(parts), 'standard input');
}
