import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import { bytesPerToken, documentsOffset } from './shard-index.ts';
import type { ShardEntry } from './shard-index.ts';

/** Bytes read at once; a multiple of four. */
const BLOCK_BYTES = 2 ** 20;

/**
 * Reads a shard whole and compares it with its entry. Memory holds one block.
 *
 * @param onRead told the bytes that were read so far
 * @throws InvalidInputError when the checksum is another, an id is outside the vocabulary, or documents are
 *   not in order
 */
export async function verifyShard(
  folder: string,
  entry: ShardEntry,
  vocabSize: number,
  onRead: (bytes: number) => void = () => {},
): Promise<void> {
  const path = join(folder, entry.file);
  const what = `token shard ${JSON.stringify(path)}`;
  const handle = await open(path);
  try {
    const hash = createHash('sha256');
    const block = new Uint8Array(BLOCK_BYTES);
    const tokenBytes = entry.tokens * bytesPerToken(vocabSize);
    const firstDocument = documentsOffset(entry.tokens, vocabSize);
    let previous = -1;
    for (let at = 0; at < entry.bytes;) {
      // A block holds ids or places of documents, not both.
      const end = Math.min(at + BLOCK_BYTES, at < firstDocument ? firstDocument : entry.bytes);
      const bytes = block.subarray(0, end - at);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
      if (bytesRead !== bytes.length) throw new InvalidInputError(`${what}: it was cut short while it was read`);
      hash.update(bytes);
      if (at < firstDocument) checkIds(bytes.subarray(0, Math.max(0, tokenBytes - at)), vocabSize, what);
      else previous = checkStarts(bytes, previous, entry.tokens, what);
      at = end;
      onRead(at);
    }
    if (hash.digest('hex') === entry.sha256) return;
    throw new InvalidInputError(`${what}: its checksum is not that of its index; it is damaged, make it anew`);
  } finally {
    await handle.close();
  }
}

function checkIds(bytes: Uint8Array, vocabSize: number, what: string): void {
  const ids = bytesPerToken(vocabSize) === 2
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
    : new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (const id of ids) {
    if (id >= vocabSize) throw new InvalidInputError(`${what}: ids in [0, ${vocabSize}) expected; got ${id}`);
  }
}

/** Checks that documents begin one after the other, the first at 0, and gives the last one's place. */
function checkStarts(bytes: Uint8Array, previous: number, tokens: number, what: string): number {
  let last = previous;
  for (const start of new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)) {
    if (!(last < 0 ? start === 0 : start > last && start < tokens)) {
      throw new InvalidInputError(`${what}: documents must follow each other; got one at ${start} after ${last}`);
    }
    last = start;
  }
  return last;
}
