import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { InvalidInputError } from '@oneday/core';
import type { FileRecord } from './checkpoint-manifest.ts';
import { withFile } from './node-read-file.ts';

/** Bytes read at once. */
const BLOCK_BYTES = 2 ** 22;

/** The record of a file that consists of `parts`. */
export function recordOf(parts: readonly Uint8Array[]): FileRecord {
  return {
    byteLength: parts.reduce((sum, part) => sum + part.byteLength, 0),
    crc32: parts.reduce((sum, part) => crc32(part, sum), 0),
  };
}

/**
 * Compares a file with its record.
 *
 * @param what the file's name; it opens the error line
 * @throws InvalidInputError when the file is missing, cut short, or damaged
 */
export async function checkFile(path: string, record: FileRecord, what: string): Promise<void> {
  const size = await stat(path).then((status) => status.size, () => undefined);
  if (size !== record.byteLength) {
    const got = size === undefined ? 'it is missing' : `it has ${size}`;
    throw new InvalidInputError(`${what}: torn: ${record.byteLength} bytes expected, ${got}; load an older checkpoint`);
  }
  if (await checksumOf(path, what) === record.crc32) return;
  throw new InvalidInputError(`${what}: damaged: its bytes are not those that were saved; load an older checkpoint`);
}

function checksumOf(path: string, what: string): Promise<number> {
  return withFile(path, what, async (file) => {
    const block = new Uint8Array(Math.min(BLOCK_BYTES, file.byteLength));
    let checksum = 0;
    for (let offset = 0; offset < file.byteLength; offset += block.byteLength) {
      const bytes = block.subarray(0, file.byteLength - offset);
      await file.read(bytes, offset);
      checksum = crc32(bytes, checksum);
    }
    return checksum;
  });
}
