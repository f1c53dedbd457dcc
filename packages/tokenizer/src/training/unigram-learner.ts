import { digamma } from './digamma.ts';
import { countCharacters } from './counted-words.ts';
import type { CountedWords } from './counted-words.ts';
import { UNKNOWN_PENALTY, UnigramLattice } from './unigram-lattice.ts';
import { seedPieces } from './unigram-pieces.ts';
import type { UnigramPieces } from './unigram-pieces.ts';

/** What the trainer of a unigram model is told. */
export interface UnigramLearning {
  /** Pieces to end with. */
  readonly size: number;
  /** Rounds go on until there are no more than so many, of which the first `size` are taken. */
  readonly enough: number;
  /** Characters that get a piece though no word has them. */
  readonly initialAlphabet: Iterable<string>;
  /** The share of the pieces that each round leaves, in (0, 1). */
  readonly shrinkingFactor: number;
  /** Estimations in each round. */
  readonly subIterations: number;
  /** In code points. */
  readonly maxPieceLength: number;
  /** Pieces to begin with, at most. */
  readonly seedSize: number;
}

/** A piece that is expected less often in the whole corpus goes. */
const LEAST_EXPECTED = 0.5;
/** Between the scores of characters that have lost their pieces. */
const PENALTY_STEP = 0.0001;

/** Words handled between two yields. */
const WORDS_A_YIELD = 256;

/**
 * Learns the pieces of a unigram model with their scores (Kudo 2018): from many pieces, again and again estimate their
 * probabilities by expectation maximization and take away those that the likelihood misses least. The steps, thresholds
 * and formulas are those of Hugging Face's trainer; the order of sums is not, as its own is random.
 *
 * A generator, so that long work can be cut: it often yields how many pieces are left.
 *
 * @returns pieces with their scores, the highest first
 */
export function* learnUnigram(words: CountedWords, learning: UnigramLearning): Generator<
  number, [piece: string, score: number][]
> {
  const { enough, shrinkingFactor, subIterations, maxPieceLength, seedSize } = learning;
  const seeds = seedPieces(words, maxPieceLength, seedSize);
  let { pieces } = seeds;
  yield pieces.lengths.length;
  const lattice = new UnigramLattice(words, seeds);
  for (;;) {
    for (let i = 0; i < subIterations; i++) {
      const expected = new Float64Array(pieces.lengths.length);
      const scores = withUnknown(pieces.scores);
      for (let word = 0; word < words.counts.length; word++) {
        lattice.expect(word, scores, expected);
        if (word % WORDS_A_YIELD === 0) yield pieces.lengths.length;
      }
      pieces = maximize(pieces, expected, lattice);
    }
    if (pieces.lengths.length <= enough) return finish(words, pieces, learning);
    const target = Math.max(enough, Math.floor(pieces.lengths.length * shrinkingFactor));
    const frequencies = new Float64Array(pieces.lengths.length);
    const scores = withUnknown(pieces.scores);
    for (let word = 0; word < words.counts.length; word++) {
      lattice.countBest(word, scores, frequencies);
      if (word % WORDS_A_YIELD === 0) yield pieces.lengths.length;
    }
    const losses = yield* lossesWithout(words, pieces, lattice, frequencies);
    pieces = keepBest(pieces, losses, target, lattice);
  }
}

/** The scores with that of the unknown piece in place 0. */
function withUnknown(scores: Float64Array): Float64Array {
  const all = scores.slice();
  all[0] = lowest(scores) - UNKNOWN_PENALTY;
  return all;
}

function lowest(scores: Float64Array): number {
  let least = Infinity;
  for (let piece = 1; piece < scores.length; piece++) least = Math.min(least, scores[piece]!);
  return least;
}

/** New scores from expected counts. The digamma function in place of the logarithm prefers few pieces (Liang 2007). */
function maximize(pieces: UnigramPieces, expected: Float64Array, lattice: UnigramLattice): UnigramPieces {
  const kept = [0];
  let sum = 0;
  for (let piece = 1; piece < expected.length; piece++) {
    if (expected[piece]! < LEAST_EXPECTED) continue;
    kept.push(piece);
    sum += expected[piece]!;
  }
  const logSum = digamma(sum);
  const estimated = expected.map((count) => digamma(Math.max(count, LEAST_EXPECTED)) - logSum);
  return keepOnly({ ...pieces, scores: estimated }, kept, lattice);
}

/** What is lost when a piece goes: −∞ where nothing is, ∞ where the piece has to stay. */
function* lossesWithout(
  { counts }: CountedWords, { at, lengths, scores: ownScores }: UnigramPieces, lattice: UnigramLattice,
  frequencies: Float64Array,
): Generator<number, Float64Array> {
  const scores = withUnknown(ownScores);
  const wordCount = counts.reduce((sum, count) => sum + count, 0);
  const sum = frequencies.reduce((total, frequency) => total + frequency, 0);
  const logSum = Math.log(sum);
  const losses = new Float64Array(lengths.length);
  losses[0] = Infinity;
  for (let piece = 1; piece < losses.length; piece++) {
    if (piece % WORDS_A_YIELD === 0) yield lengths.length;
    const frequency = frequencies[piece]!;
    const { score, pieces } = lattice.alternative(at[piece]!, lengths[piece]!, scores);
    // A piece that would rather be cut up itself, or cannot be, is judged by whether it is used.
    if (pieces.length === 0) losses[piece] = Infinity;
    else if (score > scores[piece]!) losses[piece] = frequency === 0 ? -Infinity : Infinity;
    else if (frequency === 0) losses[piece] = -Infinity;
    else {
      // Each of the pieces in its place would be used so much more often. By how much that lengthens the texts, the
      // reference takes from the number of all pieces, not of those in its place; so it is here, to prune alike.
      const logSumAfter = Math.log(sum + frequency * (lengths.length - 1));
      let after = 0;
      for (const other of pieces) after += Math.log(frequencies[other]! + frequency) - logSumAfter;
      losses[piece] = (frequency / wordCount) * (Math.log(frequency) - logSum - after);
    }
  }
  return losses;
}

/** Keeps what has to stay, in its order, and then the pieces whose loss is the highest. */
function keepBest(
  pieces: UnigramPieces, losses: Float64Array, target: number, lattice: UnigramLattice,
): UnigramPieces {
  const kept: number[] = [];
  const candidates: number[] = [];
  for (const [piece, loss] of losses.entries()) {
    if (loss === Infinity) kept.push(piece);
    else if (loss !== -Infinity) candidates.push(piece);
  }
  candidates.sort((a, b) => losses[b]! - losses[a]!);
  return keepOnly(pieces, kept.concat(candidates.slice(0, Math.max(0, target - kept.length))), lattice);
}

function keepOnly(pieces: UnigramPieces, kept: readonly number[], lattice: UnigramLattice): UnigramPieces {
  const numbers = new Int32Array(pieces.lengths.length).fill(-1);
  for (const [number, piece] of kept.entries()) numbers[piece] = number;
  const lengths = Int32Array.from(kept, (piece) => pieces.lengths[piece]!);
  lattice.keep(numbers, lengths);
  return {
    at: Int32Array.from(kept, (piece) => pieces.at[piece]!),
    lengths,
    scores: Float64Array.from(kept, (piece) => pieces.scores[piece]!),
  };
}

/** All characters, then the other pieces in their order up to the size, sorted by their scores. */
function finish(
  words: CountedWords, { at, lengths, scores }: UnigramPieces, { size, initialAlphabet }: UnigramLearning,
): [string, number][] {
  const texts = Array.from(lengths, (length, piece) => (
    piece === 0 ? '' : String.fromCodePoint(...words.points.subarray(at[piece], at[piece]! + length))
  ));
  const scoreOf = new Map(texts.map((text, piece) => [text, scores[piece]!]));
  const least = lowest(scores);
  const alphabet = new Set([...countCharacters(words).keys()].sort((a, b) => a - b).map((point) => (
    String.fromCodePoint(point)
  )));
  for (const character of initialAlphabet) alphabet.add(character);
  let penalty = 0;
  const chosen = new Map<string, number>();
  for (const character of alphabet) {
    const score = scoreOf.get(character);
    chosen.set(character, score ?? least + penalty);
    if (score === undefined) penalty += PENALTY_STEP;
  }
  for (let piece = 1; piece < texts.length && chosen.size < size; piece++) {
    if (!chosen.has(texts[piece]!)) chosen.set(texts[piece]!, scores[piece]!);
  }
  return [...chosen].sort(([, a], [, b]) => b - a);
}
