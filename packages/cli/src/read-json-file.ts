import { readFile, stat } from 'node:fs/promises';
import { InvalidInputError, parseJson } from '@oneday/core';
import type { Json } from '@oneday/core';

/**
 * Reads a JSON file that comes from outside.
 *
 * @param what the file's name; it opens the error line
 * @param maxBytes larger files are refused before they are read
 * @param advice what to do when there is no such file
 * @throws InvalidInputError when the file is missing, unreadable, too large, or not JSON
 */
export async function readJsonFile(path: string, what: string, maxBytes: number, advice: string): Promise<Json> {
  let text: string;
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new InvalidInputError(`${what}: it is no regular file; ${advice}`);
    if (status.size > maxBytes) {
      throw new InvalidInputError(`${what}: at most ${maxBytes} bytes expected; the file has ${status.size}`);
    }
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const reason = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such file' : `it cannot be read: ${code}`;
    throw new InvalidInputError(`${what}: ${reason}; ${advice}`, { cause });
  }
  return parseJson(text, what, maxBytes);
}
