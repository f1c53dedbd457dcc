import { InvalidInputError, showValue } from '@oneday/core';
import { ASCII, LOW_BITS, NOTHING, STEPS } from './token-trie.ts';
import type { TokenTrie } from './token-trie.ts';

/** A character without a token scores so much less than the worst token. */
const UNKNOWN_PENALTY = 10;

/** The best path of a unigram model through a piece, by Viterbi's algorithm. Its memory is used for the next. */
export class UnigramPath {
  readonly #trie: TokenTrie;
  readonly #unknownId: number | undefined;
  readonly #unknownScore: number;
  /** By node, the score of the token that ends there. NaN where none does: no comparison finds it better. */
  readonly #nodeScores: Float64Array;
  #units = new Uint16Array(1 << 8);
  /** The best way to each boundary: its score, its last token's node, and where that begins. */
  #scores = new Float64Array(1 << 8);
  #nodes = new Int32Array(1 << 8);
  #starts = new Int32Array(1 << 8);

  /**
   * @param trie the tokens, none empty, with their ids
   * @param scores by id; no sum of them is infinite
   * @param unknownId stands for characters without a token. Absent: such are refused
   */
  constructor(trie: TokenTrie, scores: Float64Array, unknownId: number | undefined) {
    this.#trie = trie;
    this.#unknownId = unknownId;
    this.#unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
    this.#nodeScores = new Float64Array(trie.size).fill(NaN);
    for (let node = 0; node < trie.size; node++) {
      const id = trie.value(node);
      if (id !== NOTHING) this.#nodeScores[node] = scores[id]!;
    }
  }

  /** Where the UTF-16 units of a piece are put for `search`. Valid until the next call. */
  unitsFor(length: number): Uint16Array {
    if (length >= this.#units.length) {
      this.#units = new Uint16Array(2 * length);
      this.#scores = new Float64Array(2 * length);
      this.#nodes = new Int32Array(2 * length);
      this.#starts = new Int32Array(2 * length);
    }
    return this.#units;
  }

  /**
   * Finds the path through the first units: from the last boundary on, `startOf` leads along it.
   *
   * @throws InvalidInputError for a character without a token, where no token stands for such
   */
  search(length: number): void {
    const { cells } = this.#trie;
    const [units, nodeScores, scores, nodes, starts] = [
      this.#units, this.#nodeScores, this.#scores, this.#nodes, this.#starts,
    ];
    const rootBase = cells[1]!;
    // A loop, because for the few of a word `fill` takes longer.
    for (let at = 1; at <= length; at++) scores[at] = -Infinity;
    scores[0] = 0;
    for (let start = 0; start < length;) {
      const before = scores[start]!;
      let node = 0;
      let base = rootBase;
      for (let at = start; at < length;) {
        // What `TokenTrie.child` does: with the base at hand, it takes two thirds of the time.
        let step = units[at++]!;
        if (step >= ASCII) {
          const half = base + ASCII + (step >> LOW_BITS);
          if (cells[2 * half] !== node) break;
          node = half;
          base = cells[2 * half + 1]!;
          step &= STEPS - 1;
        }
        const child = base + step;
        if (cells[2 * child] !== node) break;
        node = child;
        base = cells[2 * child + 1]!;
        const score = before + nodeScores[node]!;
        if (score > scores[at]!) {
          scores[at] = score;
          nodes[at] = node;
          starts[at] = start;
        }
      }
      const next = start + (isPair(units, start, length) ? 2 : 1);
      // It is never better than a token of this character.
      const unknown = before + this.#unknownScore;
      if (unknown > scores[next]!) {
        if (this.#unknownId === undefined) throw unknownCharacter(units.subarray(start, next));
        scores[next] = unknown;
        nodes[next] = NOTHING;
        starts[next] = start;
      }
      start = next;
    }
  }

  /** Where the token begins that ends at a boundary of the path. */
  startOf(end: number): number {
    return this.#starts[end]!;
  }

  /** Its id, or `unknownId` for a character without a token. */
  idOf(end: number): number {
    const node = this.#nodes[end]!;
    return node === NOTHING ? this.#unknownId! : this.#trie.value(node);
  }
}

/** Whether two units are one character. */
function isPair(units: Uint16Array, at: number, length: number): boolean {
  return (units[at]! & 0xfc00) === 0xd800 && at + 1 < length && (units[at + 1]! & 0xfc00) === 0xdc00;
}

function unknownCharacter(units: Uint16Array): InvalidInputError {
  const character = showValue(String.fromCharCode(...units));
  return new InvalidInputError(`Unigram: every character must have a token, as unk_id is null; got ${character}`);
}
