import { InvalidInputError, NOT_SCORED, foldIn, randomBits, seedKey, showValue } from '@oneday/core';
import type { Key, Stage, TokenBatch, Tokenizer } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import type { TokenArray } from '../token-array.ts';
import { batchRows } from './batch-rows.ts';

/** How much of a row is corrupted. Defaults are T5's. */
export interface SpanShare {
  /** Share of the tokens that are taken out, between 0 and 1. Default 0.15. */
  readonly share?: number;
  /** Mean tokens of a span that is taken out, at least 1. Default 3. */
  readonly spanLength?: number;
}

/** Options of `spanCorruption`. */
export interface SpanCorruptionOptions extends SpanShare {
  /** B, rows in a batch. */
  readonly batch: number;
  /** Names the random choices. */
  readonly seed: number;
  /** Has the special tokens `<extra_id_0>`, `<extra_id_1>`, … that stand for spans, one for each of a row. */
  readonly tokenizer: Tokenizer;
  /** The special token at the end of sources and targets. Default `</s>`. */
  readonly endToken?: string;
  /** The special token that opens targets for the decoder. Default `<pad>`, as T5 has it. */
  readonly startToken?: string;
}

/** Tokens in a row and in what is made of it, `</s>` included. */
export interface SpanCorruptionSizes {
  /** Of the row: `pack({ time: tokens - 1 })`. */
  readonly tokens: number;
  /** Of the source, T. */
  readonly source: number;
  /** Of the target, S. */
  readonly target: number;
}

/**
 * Batches for span corruption (Raffel et al. 2020, section 3.1.4) from rows of packed tokens, all of which are used.
 *
 * Spans of random lengths are taken out: the source has a sentinel where one was, and the target has each sentinel with
 * what it stands for. "a b c d e f" without "b c" and "f" is "a ⟨0⟩ d e ⟨1⟩" and "⟨0⟩ b c ⟨1⟩ f". How many tokens and
 * spans are taken follows from the row's length alone, so that all batches have one shape without padding:
 * {@link spanCorruptionSizes} tells it. A row begins with what stays and ends with a span.
 *
 * What is taken out follows from (seed, number of the row in the stream) alone. Rows that the last batch lacks have id
 * 0 and labels −100.
 *
 * @throws InvalidInputError when the tokenizer lacks a special token or a number is out of range; from `next`, when it
 * has fewer sentinels than a row has spans
 */
export function spanCorruption(options: SpanCorruptionOptions): Stage<Chunk<TokenArray>, TokenBatch> {
  const { batch, seed, tokenizer, endToken = '</s>', startToken = '<pad>' } = options;
  requireShare(options);
  const end = specialToken(tokenizer, endToken);
  const start = specialToken(tokenizer, startToken);
  const runKey = foldIn(seedKey(seed), 'spanCorruption');
  return batchRows('spanCorruption', batch, (rows, first) => {
    const tokens = rows[0]!.length;
    const counts = spanCounts(tokens, options);
    const sentinels = Array.from({ length: counts.spans }, (_, i) => specialToken(tokenizer, `<extra_id_${i}>`));
    const { source, target } = sizesOf(tokens, counts);
    const inputIds = new Int32Array(batch * source);
    const decoderInputIds = new Int32Array(batch * target);
    const labels = new Int32Array(batch * target).fill(NOT_SCORED);
    for (const [index, row] of rows.entries()) {
      const corrupted = corrupt(row, counts, sentinels, foldIn(runKey, first + index));
      inputIds.set([...corrupted.source, end], index * source);
      labels.set([...corrupted.target, end], index * target);
      decoderInputIds.set([start, ...corrupted.target], index * target);
    }
    return { shape: [batch, source], inputIds, labels, decoderShape: [batch, target], decoderInputIds };
  });
}

/**
 * The longest rows whose sources have at most `source` tokens, and the shapes that come of them: 568 tokens give
 * sources of 512 and targets of 114.
 *
 * @throws InvalidInputError for a number out of range
 */
export function spanCorruptionSizes(source: number, share: SpanShare = {}): SpanCorruptionSizes {
  requireShare(share);
  const sizes = (tokens: number) => sizesOf(tokens, spanCounts(tokens, share));
  if (!Number.isInteger(source) || source < SHORTEST_SOURCE || source > LONGEST_SOURCE) {
    const rule = `source must be an integer from ${SHORTEST_SOURCE} to ${LONGEST_SOURCE}`;
    throw new InvalidInputError(`spanCorruptionSizes: ${rule}; got ${showValue(source)}`);
  }
  let tokens = 2;
  // A longer row never has a shorter source.
  while (sizes(tokens + 1).source <= source) tokens++;
  return sizes(tokens);
}

/** One token that stays, a sentinel and the end. */
const SHORTEST_SOURCE = 3;
/** Far beyond what a model reads at once. */
const LONGEST_SOURCE = 2 ** 20;

/** Tokens and spans that are taken out of a row. */
interface SpanCounts {
  readonly noise: number;
  readonly spans: number;
}

function spanCounts(tokens: number, { share = 0.15, spanLength = 3 }: SpanShare): SpanCounts {
  const noise = Math.min(Math.max(roundHalfEven(tokens * share), 1), tokens - 1);
  return { noise, spans: Math.min(Math.max(roundHalfEven(noise / spanLength), 1), tokens - noise) };
}

function sizesOf(tokens: number, { noise, spans }: SpanCounts): SpanCorruptionSizes {
  return { tokens, source: tokens - noise + spans + 1, target: noise + spans + 1 };
}

function corrupt(row: TokenArray, { noise, spans }: SpanCounts, sentinels: readonly number[], key: Key) {
  const kept = splitRandomly(row.length - noise, spans, foldIn(key, 'kept'));
  const taken = splitRandomly(noise, spans, foldIn(key, 'taken'));
  const source: number[] = [];
  const target: number[] = [];
  let at = 0;
  for (const [span, sentinel] of sentinels.entries()) {
    const from = at + kept[span]!;
    source.push(...row.subarray(at, from), sentinel);
    at = from + taken[span]!;
    target.push(sentinel, ...row.subarray(from, at));
  }
  return { source, target };
}

/** `parts` positive integers of sum `total`, all such lists equally likely. */
function splitRandomly(total: number, parts: number, key: Key): number[] {
  const words = randomBits(key, total - 1);
  const ends = [...words.keys()].sort((a, b) => words[a]! - words[b]! || a - b).slice(0, parts - 1)
    .map((i) => i + 1).sort((a, b) => a - b);
  return [...ends, total].map((end, i) => end - (i === 0 ? 0 : ends[i - 1]!));
}

/** Python's `round`, which decides the sizes of T5's published data. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  return x - below === 0.5 ? below + (below % 2) : Math.round(x);
}

function requireShare({ share = 0.15, spanLength = 3 }: SpanShare): void {
  if (!(share > 0 && share < 1)) {
    throw new InvalidInputError(`spanCorruption: share must be between 0 and 1; got ${showValue(share)}`);
  }
  if (!(spanLength >= 1 && spanLength < Infinity)) {
    throw new InvalidInputError(`spanCorruption: spanLength must be at least 1; got ${showValue(spanLength)}`);
  }
}

function specialToken({ specialTokens }: Tokenizer, token: string): number {
  if (Object.hasOwn(specialTokens, token)) return specialTokens[token]!;
  const rule = `the tokenizer has no special token ${showValue(token)}`;
  throw new InvalidInputError(`spanCorruption: ${rule}; it has ${showValue(Object.keys(specialTokens))}`);
}
