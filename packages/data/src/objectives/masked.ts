import { InvalidInputError, NOT_SCORED, UNUSED_POSITION, foldIn, randomBits, seedKey, showValue } from '@oneday/core';
import type { Key, Stage, TokenBatch, Tokenizer } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import type { TokenArray } from '../token-array.ts';
import { batchRows } from './batch-rows.ts';
import { chooseTokens, chooseWords, replaceChosen } from './mask-row.ts';
import type { MaskVocabulary } from './mask-row.ts';
import { continuesWord } from './word-starts.ts';

/** Options of `masked`. */
export interface MaskedOptions {
  /** B, rows in a batch. */
  readonly batch: number;
  /** Names the random choices. */
  readonly seed: number;
  /** Gives the vocabulary, the special tokens, which are never chosen, and the bounds of words. */
  readonly tokenizer: Tokenizer;
  /** The mask token's text. Default `[MASK]`. */
  readonly maskToken?: string;
  /** Share of the tokens that are chosen, between 0 and 1. Default 0.15. */
  readonly share?: number;
  /** Choose whole words instead of tokens. Default false. */
  readonly wholeWord?: boolean;
  /** Id put in front of every row, e.g. of `[CLS]`; T − 1 tokens of the row follow. Absent: none. */
  readonly opening?: number;
}

/**
 * Batches for masked language modelling (Devlin et al. 2019) from rows of T + 1 tokens, of which the first T are used.
 *
 * Of the tokens that are not special, each is chosen with the probability `share`; labels are the chosen tokens' ids,
 * −100 elsewhere. 80 % of the chosen become the mask token, 10 % a random token, 10 % stay. With `wholeWord`, words are
 * chosen in random order up to ⌊T · share + ½⌋ tokens a row, and at least one.
 *
 * `scoredPositions` has a fixed length M: with `wholeWord`, B times the bound of a row. Else B·T·share and four
 * standard deviations, rounded up to a multiple of 8; in the one batch of some 20,000 where more tokens are chosen,
 * those after the M-th, in row order, stay as they are and are not scored.
 *
 * What is chosen follows from (seed, number of the row in the stream) alone, so it does not depend on threads or on
 * where a run was resumed, and differs from epoch to epoch. Rows that the last batch lacks have id 0 and labels −100;
 * rows do not see each other, so no segments are needed.
 *
 * @throws InvalidInputError when the tokenizer has no such mask token, or a number is out of range
 */
export function masked(options: MaskedOptions): Stage<Chunk<TokenArray>, TokenBatch> {
  const { batch, seed, tokenizer, share = 0.15, wholeWord = false, opening } = options;
  const vocabulary = vocabularyOf(tokenizer, options.maskToken ?? '[MASK]');
  if (!(share > 0 && share < 1)) {
    throw new InvalidInputError(`masked: share must be between 0 and 1; got ${showValue(share)}`);
  }
  if (opening !== undefined && !(Number.isInteger(opening) && opening >= 0 && opening < vocabulary.size)) {
    throw new InvalidInputError(`masked: opening must be an id in [0, ${vocabulary.size}); got ${showValue(opening)}`);
  }
  const runKey = foldIn(seedKey(seed), 'masked');
  const continues = wholeWord ? continuesWord(tokenizer) : undefined;

  function choose(row: Int32Array, key: Key): number[] {
    const words = randomBits(foldIn(key, 'choose'), row.length);
    return continues === undefined
      ? chooseTokens(row, share, words, vocabulary)
      : chooseWords(row, wordBudget(row.length, share), words, continues, vocabulary);
  }

  return batchRows('masked', batch, (rows, first, shape) => {
    const time = shape[1];
    const inputIds = new Int32Array(batch * time);
    const labels = new Int32Array(batch * time).fill(NOT_SCORED);
    const scoredPositions = new Int32Array(scoredCount(shape, share, wholeWord)).fill(UNUSED_POSITION);
    let scored = 0;
    for (const [index, tokens] of rows.entries()) {
      const start = index * time;
      const row = inputIds.subarray(start, start + time);
      if (opening === undefined) row.set(tokens.subarray(0, time));
      else {
        row[0] = opening;
        row.set(tokens.subarray(0, time - 1), 1);
      }
      const key = foldIn(runKey, first + index);
      const chosen = choose(row, key).filter((at) => at > 0 || opening === undefined);
      const kept = chosen.slice(0, scoredPositions.length - scored);
      for (const at of kept) {
        labels[start + at] = row[at]!;
        scoredPositions[scored++] = start + at;
      }
      replaceChosen(row, kept, foldIn(key, 'replace'), vocabulary);
    }
    return { shape, inputIds, labels, scoredPositions };
  });
}

/** Most tokens of a row that whole words may take. */
function wordBudget(time: number, share: number): number {
  return Math.max(1, Math.floor(time * share + 0.5));
}

/** M, the length of `scoredPositions`. */
function scoredCount([batch, time]: readonly [number, number], share: number, wholeWord: boolean): number {
  const tokens = batch * time;
  if (wholeWord) return batch * wordBudget(time, share);
  const bound = tokens * share + 4 * Math.sqrt(tokens * share * (1 - share));
  return Math.min(tokens, 8 * Math.ceil(bound / 8));
}

function vocabularyOf({ vocabSize, specialTokens }: Tokenizer, maskToken: string): MaskVocabulary {
  const mask = Object.hasOwn(specialTokens, maskToken) ? specialTokens[maskToken] : undefined;
  if (mask === undefined) {
    const known = showValue(Object.keys(specialTokens));
    throw new InvalidInputError(`masked: the tokenizer has no special token ${showValue(maskToken)}; it has ${known}`);
  }
  return { size: vocabSize, mask, special: new Set(Object.values(specialTokens)) };
}
