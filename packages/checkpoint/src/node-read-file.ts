import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { InvalidInputError, parseJson } from '@oneday/core';
import type { Json } from '@oneday/core';
import { naming } from './node-system-error.ts';

/** Most bytes asked of the system in one read. */
const READ_BYTES = 2 ** 30;

/** A regular file that is open for reading. */
export interface OpenFile {
  readonly byteLength: number;
  /** Fills `target` from a byte offset. @throws InvalidInputError when the file has fewer bytes */
  read(target: Uint8Array, offset: number): Promise<void>;
}

/**
 * Opens a file, hands it to `use`, and closes it.
 *
 * @param what the file's name; it opens the error line
 * @throws InvalidInputError when there is no such regular file or it cannot be read, and what `use` throws
 */
export function withFile<T>(path: string, what: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  return naming(what, async () => {
    // Before opening, because opening a pipe waits until someone writes to it.
    const status = await stat(path);
    if (!status.isFile()) throw new InvalidInputError(`${what}: it is not a regular file`);
    const handle = await open(path, 'r');
    try {
      return await use({
        byteLength: status.size,
        read: (target, offset) => readExactly(handle, target, offset, what),
      });
    } finally {
      await handle.close();
    }
  });
}

async function readExactly(handle: FileHandle, target: Uint8Array, offset: number, what: string): Promise<void> {
  let filled = 0;
  while (filled < target.byteLength) {
    const length = Math.min(READ_BYTES, target.byteLength - filled);
    const { bytesRead } = await handle.read(target, filled, length, offset + filled);
    if (bytesRead === 0) throw new InvalidInputError(`${what}: it ends at byte ${offset + filled}, too early`);
    filled += bytesRead;
  }
}

/**
 * Reads a JSON file.
 *
 * @param maxBytes larger files are refused before they are read
 * @throws InvalidInputError when the file is missing, too large, or not JSON
 */
export function readJsonFile(path: string, what: string, maxBytes: number): Promise<Json> {
  return withFile(path, what, async (file) => {
    if (file.byteLength > maxBytes) {
      throw new InvalidInputError(`${what}: at most ${maxBytes} bytes expected; the file has ${file.byteLength}`);
    }
    const bytes = new Uint8Array(file.byteLength);
    await file.read(bytes, 0);
    return parseJson(new TextDecoder().decode(bytes), what, maxBytes);
  });
}
