/** What runs in a thread that counts pieces. */
import { parentPort, workerData } from 'node:worker_threads';
import { PieceCounts } from '../piece-counts.ts';
import type { CountedPieces } from '../piece-counts.ts';
import type { PatternName } from '../known-patterns.ts';
import type { TextsInBlock } from '../text-block.ts';

/** What the thread starts from. */
export interface PieceCountStart {
  readonly pattern: PatternName;
  /** Its one element counts the blocks that are done, so that the other thread need not wait for messages. */
  readonly done: Int32Array<SharedArrayBuffer>;
}

/** All that the thread has counted, its answer to the message `undefined`. */
export interface CountedBlocks {
  readonly counted: CountedPieces;
  readonly byteLength: number;
}

const { pattern, done } = workerData as PieceCountStart;
const counts = new PieceCounts(pattern, false);

parentPort!.on('message', (block: TextsInBlock | undefined) => {
  if (block !== undefined) {
    counts.addBlock(block);
    Atomics.add(done, 0, 1);
    return;
  }
  const counted = counts.toCounted();
  const { bytes, starts, counts: { buffer } } = counted;
  const answer: CountedBlocks = { counted, byteLength: counts.byteLength };
  parentPort!.postMessage(answer, [bytes.buffer, starts.buffer, buffer]);
});
