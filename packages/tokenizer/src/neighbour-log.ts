import { grownFloat64, grownInt32 } from './grown-array.ts';

/** Integers of a note. */
const NOTE = 3;

/**
 * Notes which tokens stand beside something: how often each of them does, and at which positions. They are neighbours,
 * numbered from 0 in the order they came.
 */
export class NeighbourLog {
  #size = 0;
  /** By token, its number plus one, 0 where it is no neighbour. */
  #numbers = new Int32Array(1 << 10);
  /** By neighbour: its token, the sum of its counts, how many positions it has. */
  #tokens = new Int32Array(1 << 8);
  #sums = new Float64Array(1 << 8);
  #sizes = new Int32Array(1 << 8);
  /** By neighbour, where its next position goes; negative: nowhere. */
  #places = new Int32Array(1 << 8);
  /** What was noted: the neighbour's number, the position and its word. */
  #noted = new Int32Array(NOTE << 10);
  #length = 0;

  /** How many neighbours there are. */
  get size(): number {
    return this.#size;
  }

  /** The token of a neighbour. */
  token(neighbour: number): number {
    return this.#tokens[neighbour]!;
  }

  /** The sum of its counts. */
  sum(neighbour: number): number {
    return this.#sums[neighbour]!;
  }

  /** At how many positions it is. */
  occurrences(neighbour: number): number {
    return this.#sizes[neighbour]!;
  }

  /** Forgets all. @param tokens those to be noted are below it */
  open(tokens: number): void {
    for (let i = 0; i < this.#size; i++) this.#numbers[this.#tokens[i]!] = 0;
    this.#size = 0;
    this.#length = 0;
    if (tokens > this.#numbers.length) this.#numbers = new Int32Array(2 * tokens);
  }

  /** Notes a token, at a position of a word that occurs `count` times. */
  note(token: number, position: number, word: number, count: number): void {
    let number = this.#numbers[token]! - 1;
    if (number === -1) number = this.#add(token);
    this.#sums[number]! += count;
    this.#sizes[number]! += 1;
    if (this.#length === this.#noted.length) this.#noted = grownInt32(this.#noted);
    this.#noted[this.#length] = number;
    this.#noted[this.#length + 1] = position;
    this.#noted[this.#length + 2] = word;
    this.#length += NOTE;
  }

  /** Says where the positions of a neighbour go; those of others go nowhere. */
  send(neighbour: number, place: number): void {
    this.#places[neighbour] = place;
  }

  /** Lays the positions of each neighbour side by side, in the order they came, and beside each its word. */
  layOut(output: Int32Array): void {
    const noted = this.#noted;
    const places = this.#places;
    for (let i = 0; i < this.#length; i += NOTE) {
      const place = places[noted[i]!]!;
      if (place === -1) continue;
      output[place] = noted[i + 1]!;
      output[place + 1] = noted[i + 2]!;
      places[noted[i]!] = place + 2;
    }
  }

  #add(token: number): number {
    const number = this.#size++;
    if (number === this.#tokens.length) {
      this.#tokens = grownInt32(this.#tokens);
      this.#sizes = grownInt32(this.#sizes);
      this.#places = grownInt32(this.#places);
      this.#sums = grownFloat64(this.#sums);
    }
    this.#tokens[number] = token;
    this.#sums[number] = 0;
    this.#sizes[number] = 0;
    this.#places[number] = -1;
    this.#numbers[token] = number + 1;
    return number;
  }
}
