import { describe, expect, it } from 'vitest';
import { ThreadedPieceCounts } from './threaded-piece-counts.ts';

const ENDED = 'trainByteLevelBpeInThreads: a thread ended before it gave its counts';

/** Counts whose other thread has ended. */
async function withoutThread(): Promise<ThreadedPieceCounts> {
  const counts = new ThreadedPieceCounts('gpt2', false, 2);
  await counts[Symbol.asyncDispose]();
  return counts;
}

describe('ThreadedPieceCounts', () => {
  it('does not wait for a thread that has ended', async () => {
    const counts = await withoutThread();
    counts.add('a text');
    await expect(counts.toWords(new Int32Array(256))).rejects.toThrow(ENDED);
  });

  it('takes no more texts than a block when a thread has ended', async () => {
    const counts = await withoutThread();
    const text = 'word '.repeat(3e4);
    counts.add(text);
    expect(() => counts.add(text)).toThrow(ENDED);
  });
});
