import { Int32List } from './int32-list.ts';

/** Integers that are known of a pair. */
const STATE = 4;

/** Notes in which words pairs occur, and lays the words of each pair side by side. */
export class OccurrenceLog {
  /** The words of all pairs ever noted; `drain` says which are whose. */
  readonly words = new Int32List();
  /** What was noted since the last `drain`: which word has which pair, */
  readonly #notedPairs = new Int32List();
  readonly #notedWords = new Int32List();
  /** and the pairs, each once. */
  readonly #distinct = new Int32List();
  /**
   * By pair, four integers in one line of the cache: the visit at which a word was last noted, so that a word counts
   * once though it has the pair twice; how many words are noted; where the next of them goes; and one that is unused.
   */
  #states = new Int32Array(STATE << 12);

  /**
   * Notes that a word has a pair.
   *
   * @param visit a number from 1 that no earlier word was given
   */
  note(pair: number, word: number, visit: number): void {
    const at = STATE * pair;
    if (at >= this.#states.length) this.#grow(pair);
    const states = this.#states;
    if (states[at] === visit) return;
    states[at] = visit;
    if (states[at + 1] === 0) this.#distinct.push(pair);
    states[at + 1]! += 1;
    this.#notedPairs.push(pair);
    this.#notedWords.push(word);
  }

  /** Gives every pair noted since the last time, in the order they came; its words are words.items[from, to). */
  drain(each: (pair: number, from: number, to: number) => void): void {
    const states = this.#states;
    const { items: distinct, length: distinctCount } = this.#distinct;
    for (let i = 0; i < distinctCount; i++) {
      const at = STATE * distinct[i]!;
      states[at + 2] = this.words.reserve(states[at + 1]!);
    }
    const { items: pairs, length: noted } = this.#notedPairs;
    const words = this.#notedWords.items;
    const output = this.words.items;
    for (let i = 0; i < noted; i++) {
      const at = STATE * pairs[i]! + 2;
      output[states[at]!] = words[i]!;
      states[at]! += 1;
    }
    for (let i = 0; i < distinctCount; i++) {
      const at = STATE * distinct[i]!;
      each(distinct[i]!, states[at + 2]! - states[at + 1]!, states[at + 2]!);
      states[at + 1] = 0;
    }
    for (const list of [this.#distinct, this.#notedPairs, this.#notedWords]) list.truncate(0);
  }

  #grow(pair: number): void {
    const states = new Int32Array(STATE * 2 ** Math.ceil(Math.log2(pair + 1) + 1));
    states.set(this.#states);
    this.#states = states;
  }
}
