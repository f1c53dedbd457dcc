import { readFile, stat } from 'node:fs/promises';
import { InvalidInputError } from '@oneday/core';
import { decodeText } from '../decode-utf8.ts';
import { systemErrorReason } from './system-error.ts';

/** Largest file read into one string, in bytes; V8's longest string has 2^29 − 24 UTF-16 units. */
const MAX_BYTES = 2 ** 29 - 24;

/**
 * Reads a whole UTF-8 text file. Line ends stay as they are.
 *
 * @throws InvalidInputError when the file is missing, unreadable, empty, over 512 MiB, not a regular file, or not
 *   UTF-8 without zero bytes (with the offset of the first wrong byte); the message is one line and names the path
 */
export async function readTextFile(path: string): Promise<string> {
  const what = `text file ${JSON.stringify(path)}`;
  let bytes: Uint8Array;
  try {
    // Before opening, because opening a pipe waits until someone writes to it.
    const { size, kind } = await describe(path);
    if (kind !== 'file') throw new InvalidInputError(`${what}: it is a ${kind}; name a regular file`);
    if (size > MAX_BYTES) {
      throw new InvalidInputError(`${what}: at most ${MAX_BYTES} bytes can be read; the file has ${size}`);
    }
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`${what}: ${systemErrorReason(cause)}`, { cause });
  }
  if (bytes.length === 0) throw new InvalidInputError(`${what}: it is empty; name a file with text`);
  return decodeText(bytes, what);
}

async function describe(path: string): Promise<{ size: number; kind: 'file' | 'directory' | 'pipe or device' }> {
  const status = await stat(path);
  const kind = status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'pipe or device';
  return { size: status.size, kind };
}
