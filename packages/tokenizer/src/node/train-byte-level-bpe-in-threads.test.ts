import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { trainByteLevelBpe } from '../train-byte-level-bpe.ts';
import type { TrainingProgress } from '../training/training-options.ts';
import { trainByteLevelBpeInThreads } from './train-byte-level-bpe-in-threads.ts';

/** More than a megabyte of words, so that several blocks go to other threads, and a text longer than a block. */
function* texts(): Generator<string> {
  let state = 5;
  const draw = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const word = () => Array.from({ length: 1 + draw(6) }, () => 'aeinorst é中'[draw(11)]).join('');
  for (let i = 0; i < 3000; i++) yield Array.from({ length: draw(160) }, word).join(' ');
  yield 'word '.repeat(2e5);
}

describe('trainByteLevelBpeInThreads', () => {
  it.each([1, 2, 3])('on %d threads makes the tokenizer that one makes', async (threads) => {
    const options = { vocabSize: 400, pattern: 'cl100k', specialTokens: ['<s>'] } as const;
    const reports: TrainingProgress[] = [];
    const [ours, expected] = await Promise.all([
      trainByteLevelBpeInThreads(texts(), { ...options, threads, onProgress: (report) => reports.push(report) }),
      trainByteLevelBpe(texts(), options),
    ]);
    expect(JSON.stringify(ours)).toBe(JSON.stringify(expected));
    const counted = reports.findLast(({ phase }) => phase === 'counting');
    expect(counted).toMatchObject({ texts: 3001 });
  });

  it('puts a space before each text where asked', async () => {
    const options = { vocabSize: 300, addPrefixSpace: true };
    const ours = await trainByteLevelBpeInThreads(['one', 'two', ' one'], { ...options, threads: 2 });
    expect(JSON.stringify(ours)).toBe(JSON.stringify(await trainByteLevelBpe(['one', 'two', ' one'], options)));
  });

  it('refuses what is no text, and a count that makes no sense, in its own name', async () => {
    const options = { vocabSize: 300, threads: 2 };
    await expect(trainByteLevelBpeInThreads([1 as unknown as string], options))
      .rejects.toThrow(new InvalidInputError('trainByteLevelBpeInThreads: every text must be a string; got 1 at 0'));
    await expect(trainByteLevelBpeInThreads([], { ...options, threads: 0 }))
      .rejects.toThrow('trainByteLevelBpeInThreads: threads must be a positive integer; got 0');
  });

  it('ends with the reason of its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(trainByteLevelBpeInThreads(['a'], { vocabSize: 300, threads: 2, signal })).rejects.toThrow('enough');
  });
});
