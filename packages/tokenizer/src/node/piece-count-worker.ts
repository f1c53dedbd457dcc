/** What runs in a thread that counts pieces. */
import { parentPort, workerData } from 'node:worker_threads';
import { PieceCounts } from '../piece-counts.ts';
import type { CountedPieces } from '../piece-counts.ts';
import type { PatternName } from '../known-patterns.ts';

/** What the thread starts from. */
export interface PieceCountStart {
  readonly pattern: PatternName;
  /** Its one element counts the blocks that are done, so that the other thread need not wait for messages. */
  readonly done: Int32Array<SharedArrayBuffer>;
}

/** Texts one after the other in UTF-8. */
export interface TextBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends; the first begins at 0. */
  readonly ends: Int32Array<ArrayBuffer>;
}

/** All that the thread has counted, its answer to the message `undefined`. */
export interface CountedBlocks {
  readonly counted: CountedPieces;
  readonly byteLength: number;
}

const { pattern, done } = workerData as PieceCountStart;
const counts = new PieceCounts(pattern, false);

parentPort!.on('message', (block: TextBlock | undefined) => {
  if (block !== undefined) {
    counts.addBlock(block.bytes, block.ends);
    Atomics.add(done, 0, 1);
    return;
  }
  const counted = counts.toCounted();
  const { bytes, starts, counts: { buffer } } = counted;
  const answer: CountedBlocks = { counted, byteLength: counts.byteLength };
  parentPort!.postMessage(answer, [bytes.buffer, starts.buffer, buffer]);
});
