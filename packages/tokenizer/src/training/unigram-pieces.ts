import { countCharacters } from './counted-words.ts';
import type { CountedWords } from './counted-words.ts';
import { repeatedSubstrings } from './repeated-substrings.ts';
import { suffixOrder } from './suffix-order.ts';

/**
 * Pieces of a unigram model in training, numbered from 0. Piece 0 is the unknown character; each other one is a
 * substring of the words.
 */
export interface UnigramPieces {
  /** Where in the words' code points each occurs; of 0, nowhere. */
  readonly at: Int32Array;
  /** How many code points each has; 1 for the unknown character. */
  readonly lengths: Int32Array;
  /** Natural logarithms of their probabilities; that of 0 is not used. */
  readonly scores: Float64Array;
}

/** The pieces to begin with, and all places where they occur. */
export interface SeedPieces {
  readonly pieces: UnigramPieces;
  /** How many characters there are; they are pieces 1 to `characterCount`. */
  readonly characterCount: number;
  /** Positions of the code points, in the order of the texts that begin there. */
  readonly order: Int32Array;
  /** Piece i, if it is longer than one code point, occurs at order[from[i], to[i]). */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * Where training begins: all characters but U+0000, the frequent ones first, then repeated substrings, those first
 * whose count in the distinct words times their length is the highest (Kudo 2018, as in SentencePiece and Hugging
 * Face's trainer).
 *
 * @param maxPieceLength in code points
 * @param seedSize how many pieces at most, unless the characters alone are more
 */
export function seedPieces(words: CountedWords, maxPieceLength: number, seedSize: number): SeedPieces {
  const { points } = words;
  const order = suffixOrder(points, maxPieceLength + 1);
  const characters = [...countCharacters(words)]
    .filter(([point]) => point !== 0)
    .sort(([a, m], [b, n]) => n - m || b - a);
  const substrings = repeatedSubstrings(points, order, maxPieceLength);
  const value = (i: number) => (substrings.to[i]! - substrings.from[i]!) * substrings.lengths[i]!;
  // Later ones come first among equals.
  const best = substrings.from.map((_, i) => i).reverse().sort((a, b) => value(b) - value(a));
  const chosen = best.subarray(0, Math.max(0, seedSize - characters.length));

  const first = characters.length + 1;
  const size = first + chosen.length;
  const at = new Int32Array(size);
  const lengths = new Int32Array(size).fill(1, 0, first);
  const scores = new Float64Array(size);
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const places = firstPlaces(points);
  for (const [i, [point, count]] of characters.entries()) {
    at[i + 1] = places.get(point)!;
    scores[i + 1] = count;
  }
  for (const [i, substring] of chosen.entries()) {
    const piece = first + i;
    from[piece] = substrings.from[substring]!;
    to[piece] = substrings.to[substring]!;
    at[piece] = order[from[piece]]!;
    lengths[piece] = substrings.lengths[substring]!;
    scores[piece] = value(substring);
  }
  let sum = 0;
  for (const score of scores) sum += score;
  const logSum = Math.log(sum);
  for (let piece = 1; piece < size; piece++) scores[piece] = Math.log(scores[piece]!) - logSum;
  return { pieces: { at, lengths, scores }, characterCount: characters.length, order, from, to };
}

function firstPlaces(points: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  for (let i = 0; i < points.length; i++) if (!places.has(points[i]!)) places.set(points[i]!, i);
  return places;
}
