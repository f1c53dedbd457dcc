import type { CountedWords } from './counted-words.ts';
import type { SeedPieces } from './unigram-pieces.ts';

/** A character without a piece of its own scores so much less than the worst piece. */
export const UNKNOWN_PENALTY = 10;

/**
 * All pieces at all places of the words where they occur: the segmentations of every word as one graph, laid out once.
 * Pieces are only ever taken away. A character whose piece is gone has the unknown piece, 0, in its place.
 */
export class UnigramLattice {
  readonly #words: CountedWords;
  /** Pieces that end with code point i: edges[bounds[i], bounds[i + 1]), the longest first. */
  readonly #bounds: Int32Array;
  readonly #edges: Int32Array;
  #lengths: Int32Array;
  /** Of the word at hand, by boundary between its code points: the score of what lies before it, */
  readonly #before: Float64Array;
  /** the sum of the weights of the edges that end there, the share of the segmentations that have it, */
  readonly #sums: Float64Array;
  readonly #shares: Float64Array;
  /** and the piece that the best way to it ends with. */
  readonly #best: Int32Array;
  /** Of the word at hand, by edge. */
  readonly #weights: Float64Array;

  constructor(words: CountedWords, { pieces, characterCount, order, from, to }: SeedPieces) {
    const { points } = words;
    this.#words = words;
    this.#lengths = pieces.lengths;
    const size = pieces.lengths.length;
    const counts = new Int32Array(points.length + 1);
    for (let i = 0; i < points.length; i++) counts[i + 1] = 1;
    for (let piece = characterCount + 1; piece < size; piece++) {
      for (let i = from[piece]!; i < to[piece]!; i++) counts[order[i]! + pieces.lengths[piece]!]! += 1;
    }
    for (let i = 0; i < points.length; i++) counts[i + 1]! += counts[i]!;
    this.#bounds = counts;
    this.#edges = new Int32Array(counts[points.length]!);
    const next = counts.slice(0, points.length);
    for (const piece of longestFirst(pieces.lengths, characterCount + 1)) {
      const last = pieces.lengths[piece]! - 1;
      for (let i = from[piece]!; i < to[piece]!; i++) this.#edges[next[order[i]! + last]!++] = piece;
    }
    const pieceOf = new Map<number, number>();
    for (let piece = 1; piece <= characterCount; piece++) pieceOf.set(points[pieces.at[piece]!]!, piece);
    for (let i = 0; i < points.length; i++) this.#edges[next[i]!] = pieceOf.get(points[i]!) ?? 0;
    const { longest, mostEdges } = largestWord(words, counts);
    this.#before = new Float64Array(longest + 1);
    this.#sums = new Float64Array(longest + 1);
    this.#shares = new Float64Array(longest + 1);
    this.#best = new Int32Array(longest + 1);
    this.#weights = new Float64Array(mostEdges);
  }

  /**
   * Takes pieces away and renumbers the others.
   *
   * @param numbers the new number of each piece, −1 for one that goes
   * @param lengths of the pieces that stay
   */
  keep(numbers: Int32Array, lengths: Int32Array): void {
    const bounds = this.#bounds;
    const edges = this.#edges;
    let kept = 0;
    for (let i = 0, edge = 0; i + 1 < bounds.length; i++) {
      for (const end = bounds[i + 1]!; edge < end; edge++) {
        const number = numbers[edges[edge]!]!;
        if (number !== -1) edges[kept++] = number;
        else if (this.#lengths[edges[edge]!] === 1) edges[kept++] = 0;
      }
      bounds[i + 1] = kept;
    }
    this.#lengths = lengths;
  }

  /**
   * Adds how often each piece is expected in a word, all its segmentations weighted by their probability (the
   * forward-backward algorithm).
   *
   * @param scores by piece, that of the unknown one too
   */
  expect(word: number, scores: Float64Array, expected: Float64Array): void {
    const start = this.#words.starts[word]!;
    const length = this.#words.starts[word + 1]! - 1 - start;
    this.#weighEdges(start, length, scores);
    const bounds = this.#bounds;
    const edges = this.#edges;
    const shares = this.#shares;
    const count = this.#words.counts[word]!;
    const origin = bounds[start]!;
    shares.fill(0, 0, length);
    shares[length] = 1;
    for (let end = length; end > 0; end--) {
      const share = shares[end]! / this.#sums[end]!;
      for (let edge = bounds[start + end - 1]!; edge < bounds[start + end]!; edge++) {
        const piece = edges[edge]!;
        const part = share * this.#weights[edge - origin]!;
        shares[end - this.#lengths[piece]!]! += part;
        expected[piece]! += count * part;
      }
    }
  }

  /** Adds the count of a word to each piece of its best segmentation. */
  countBest(word: number, scores: Float64Array, frequencies: Float64Array): void {
    const start = this.#words.starts[word]!;
    const length = this.#words.starts[word + 1]! - 1 - start;
    this.#findBest(start, length, length, scores);
    for (const piece of this.#bestPieces(length)) frequencies[piece]! += this.#words.counts[word]!;
  }

  /**
   * The best segmentation of a piece into shorter ones.
   *
   * @param at where the piece occurs
   * @returns its score, and the pieces; none and −∞ when there is no other way
   */
  alternative(at: number, length: number, scores: Float64Array): { score: number; pieces: number[] } {
    if (length === 1) return { score: -Infinity, pieces: [] };
    this.#findBest(at, length, length - 1, scores);
    return { score: this.#before[length]!, pieces: this.#bestPieces(length) };
  }

  /** Scores of all ways to each boundary together, and the weights of the edges beside each other. */
  #weighEdges(start: number, length: number, scores: Float64Array): void {
    const bounds = this.#bounds;
    const edges = this.#edges;
    const lengths = this.#lengths;
    const before = this.#before;
    const weights = this.#weights;
    const origin = bounds[start]!;
    for (let end = 1; end <= length; end++) {
      const first = bounds[start + end - 1]!;
      const last = bounds[start + end]! - 1;
      let highest = -Infinity;
      for (let edge = first; edge <= last; edge++) {
        const piece = edges[edge]!;
        const score = before[end - lengths[piece]!]! + scores[piece]!;
        weights[edge - origin] = score;
        if (score > highest) highest = score;
      }
      if (first === last) {
        weights[first - origin] = 1;
        this.#sums[end] = 1;
        before[end] = highest;
        continue;
      }
      let sum = 0;
      for (let edge = first - origin; edge <= last - origin; edge++) {
        const weight = Math.exp(weights[edge]! - highest);
        weights[edge] = weight;
        sum += weight;
      }
      this.#sums[end] = sum;
      before[end] = highest + Math.log(sum);
    }
  }

  /** The best way to each boundary, over pieces of at most `maxLength`; of equal ones, that with the longest piece. */
  #findBest(start: number, length: number, maxLength: number, scores: Float64Array): void {
    const bounds = this.#bounds;
    const edges = this.#edges;
    const lengths = this.#lengths;
    const before = this.#before;
    for (let end = 1; end <= length; end++) {
      let highest = -Infinity;
      for (let edge = bounds[start + end - 1]!; edge < bounds[start + end]!; edge++) {
        const piece = edges[edge]!;
        const pieceLength = lengths[piece]!;
        if (pieceLength > end || pieceLength > maxLength) continue;
        const score = before[end - pieceLength]! + scores[piece]!;
        if (score <= highest) continue;
        highest = score;
        this.#best[end] = piece;
      }
      before[end] = highest;
    }
  }

  #bestPieces(length: number): number[] {
    const pieces: number[] = [];
    for (let end = length; end > 0; end -= this.#lengths[pieces.at(-1)!]!) pieces.push(this.#best[end]!);
    return pieces;
  }
}

/** Pieces from `first` on, by their length. */
function longestFirst(lengths: Int32Array, first: number): Int32Array {
  return lengths.slice(first).map((_, i) => first + i).sort((a, b) => lengths[b]! - lengths[a]!);
}

function largestWord({ starts, counts }: CountedWords, bounds: Int32Array): { longest: number; mostEdges: number } {
  let longest = 0;
  let mostEdges = 0;
  for (let word = 0; word < counts.length; word++) {
    longest = Math.max(longest, starts[word + 1]! - 1 - starts[word]!);
    mostEdges = Math.max(mostEdges, bounds[starts[word + 1]! - 1]! - bounds[starts[word]!]!);
  }
  return { longest, mostEdges };
}
