import { Int32List } from './int32-list.ts';

/** Notes in which words pairs occur, and lays the words of each pair side by side. */
export class OccurrenceLog {
  /** The words of all pairs ever noted; `drain` says which are whose. */
  readonly words = new Int32List();
  /** What was noted since the last `drain`: which word has which pair, */
  readonly #notedPairs = new Int32List();
  readonly #notedWords = new Int32List();
  /** and the pairs, each once. */
  readonly #distinct = new Int32List();
  /** By pair: the visit at which a word was last noted, so that a word counts once though it has the pair twice. */
  #lastVisit = new Int32Array(1 << 12);
  /** By pair: how many words are noted, */
  #wordCount = new Int32Array(1 << 12);
  /** and where the next of them goes. */
  #place = new Int32Array(1 << 12);

  /**
   * Notes that a word has a pair.
   *
   * @param visit a number from 1 that no earlier word was given
   */
  note(pair: number, word: number, visit: number): void {
    if (pair >= this.#lastVisit.length) this.#grow(pair);
    if (this.#lastVisit[pair] === visit) return;
    this.#lastVisit[pair] = visit;
    if (this.#wordCount[pair] === 0) this.#distinct.push(pair);
    this.#wordCount[pair]! += 1;
    this.#notedPairs.push(pair);
    this.#notedWords.push(word);
  }

  /** Gives every pair noted since the last time, in the order they came; its words are words.items[from, to). */
  drain(each: (pair: number, from: number, to: number) => void): void {
    const { items: distinct, length: distinctCount } = this.#distinct;
    for (let i = 0; i < distinctCount; i++) {
      this.#place[distinct[i]!] = this.words.reserve(this.#wordCount[distinct[i]!]!);
    }
    const { items: pairs, length: noted } = this.#notedPairs;
    const words = this.#notedWords.items;
    const output = this.words.items;
    for (let i = 0; i < noted; i++) output[this.#place[pairs[i]!]++] = words[i]!;
    for (let i = 0; i < distinctCount; i++) {
      const pair = distinct[i]!;
      each(pair, this.#place[pair]! - this.#wordCount[pair]!, this.#place[pair]!);
      this.#wordCount[pair] = 0;
    }
    for (const list of [this.#distinct, this.#notedPairs, this.#notedWords]) list.truncate(0);
  }

  #grow(pair: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(pair + 1) + 1);
    const longer = (array: Int32Array) => {
      const copy = new Int32Array(capacity);
      copy.set(array);
      return copy;
    };
    this.#lastVisit = longer(this.#lastVisit);
    this.#wordCount = longer(this.#wordCount);
    this.#place = longer(this.#place);
  }
}
