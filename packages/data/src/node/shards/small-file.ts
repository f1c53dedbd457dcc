import { readFile, stat } from 'node:fs/promises';
import { InvalidInputError, parseJson } from '@oneday/core';
import type { Json } from '@oneday/core';
import { systemErrorReason } from '../system-error.ts';

/** Largest JSON file of a folder of shards. */
const MAX_BYTES = 2 ** 26;

/** True when there is something at a path. */
export async function fileExists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/**
 * Reads a JSON file that is expected to be small.
 *
 * @param what the name of the file; it opens the error line
 * @throws InvalidInputError when it is missing, larger than 64 MiB, or no JSON
 */
export async function readSmallJson(path: string, what: string): Promise<Json> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new InvalidInputError(`${what}: at most ${MAX_BYTES} bytes expected; it has ${size}`);
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`${what}: ${systemErrorReason(cause)}`, { cause });
  }
  return parseJson(text, what, MAX_BYTES);
}
