import { InvalidInputError, showValue } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { learnByteLevelBpe } from '../train-byte-level-bpe.ts';
import type { ByteLevelBpeTraining } from '../train-byte-level-bpe.ts';
import type { TrainingTexts } from '../training/training-options.ts';
import { ThreadedPieceCounts } from './threaded-piece-counts.ts';

/** Options of `trainByteLevelBpeInThreads`. */
export interface ThreadedByteLevelBpeTraining extends ByteLevelBpeTraining {
  /** How many count pieces, the thread that calls too: the cores there are, and no more. */
  readonly threads: number;
}

/**
 * `trainByteLevelBpe` whose texts are counted in several threads; the result is the same. Merges are learned in one.
 *
 * @throws InvalidInputError when an option makes no sense, or what comes is not text
 */
export async function trainByteLevelBpeInThreads(
  texts: TrainingTexts, options: ThreadedByteLevelBpeTraining,
): Promise<Tokenizer> {
  const { threads } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    const rule = 'threads must be a positive integer';
    throw new InvalidInputError(`trainByteLevelBpeInThreads: ${rule}; got ${showValue(threads)}`);
  }
  let counts: ThreadedPieceCounts | undefined;
  try {
    return await learnByteLevelBpe('trainByteLevelBpeInThreads', texts, options, (pattern, addPrefixSpace) => (
      counts = new ThreadedPieceCounts(pattern, addPrefixSpace, threads)
    ));
  } finally {
    await counts?.[Symbol.asyncDispose]();
  }
}
