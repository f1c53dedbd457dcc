import { InvalidInputError } from '@oneday/core';
import { checkPositiveIntegers } from '../positive-integer.ts';
import type { TokenArray } from '../token-array.ts';

/** Tokens of a corpus that can be read anywhere: token shards, or an array in memory. */
export interface TokenReader {
  /** Tokens in all. */
  readonly tokenCount: number;
  /**
   * The tokens [start, start + length), as a copy or a view that stays as it is.
   *
   * @throws InvalidInputError when they are not all there
   */
  read(start: number, length: number): Promise<TokenArray>;
}

/** Rows of T + 1 tokens that advance by T, so that every token but the first is a label once. */
export interface RowPlan {
  /** T. */
  readonly time: number;
  /** Rows in the corpus; the tokens after the last one fill none. */
  readonly count: number;
}

/**
 * @param caller opens the error line
 * @throws InvalidInputError when time is no positive integer or the corpus fills no row
 */
export function planRows(caller: string, tokens: TokenReader, time: number): RowPlan {
  checkPositiveIntegers(caller, { time });
  const count = Math.floor((tokens.tokenCount - 1) / time);
  if (count < 1) {
    const rule = `a row of time ${time} needs ${time + 1} tokens`;
    throw new InvalidInputError(`${caller}: ${rule}; there are ${tokens.tokenCount}; use more text or less time`);
  }
  return { time, count };
}

/** Reads the rows of these numbers, all at once. */
export function readRows(tokens: TokenReader, { time }: RowPlan, numbers: readonly number[]): Promise<TokenArray[]> {
  return Promise.all(numbers.map((number) => tokens.read(number * time, time + 1)));
}

/** An array of tokens as a `TokenReader`. It is read in place and must not change. */
export function tokensInMemory(tokens: TokenArray): TokenReader {
  return {
    tokenCount: tokens.length,
    async read(start, length) {
      checkTokenRange(start, length, tokens.length);
      return tokens.subarray(start, start + length);
    },
  };
}

/** The corpus itself, or an array as one. */
export function readerOf(tokens: TokenReader | TokenArray): TokenReader {
  return 'tokenCount' in tokens ? tokens : tokensInMemory(tokens);
}

/** A corpus with one more token in front, e.g. the one that separates documents, so that the first text's is scored. */
export function withFirstToken(first: number, tokens: TokenReader): TokenReader {
  const tokenCount = tokens.tokenCount + 1;
  return {
    tokenCount,
    async read(start, length) {
      checkTokenRange(start, length, tokenCount);
      if (start > 0 || length === 0) return tokens.read(Math.max(0, start - 1), length);
      const opened = new Int32Array(length);
      opened[0] = first;
      opened.set(await tokens.read(0, length - 1), 1);
      return opened;
    },
  };
}

/** @throws InvalidInputError when [start, start + length) is not inside [0, count) */
export function checkTokenRange(start: number, length: number, count: number): void {
  if (!(Number.isSafeInteger(start) && Number.isSafeInteger(length) && start >= 0 && length >= 0)
    || start + length > count) {
    throw new InvalidInputError(`read: tokens of [0, ${count}) expected; got [${start}, ${start + length})`);
  }
}
