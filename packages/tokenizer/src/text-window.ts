import { InvalidInputError } from '@oneday/core';
import { PADDING } from './kernel-memory.ts';
import type { KernelMemory } from './kernel-memory.ts';

/** UTF-16 units of a window at first. */
const FIRST_UNITS = 1 << 16;
/** A piece of more units is refused: merging its bytes takes 28 bytes each, and no part of the memory has 1 GiB. */
const MOST_UNITS = 1 << 24;

const MAX_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** Takes texts to the kernels as UTF-8, long ones part by part. */
export class TextWindow {
  readonly #memory: KernelMemory;
  #units = FIRST_UNITS;
  #address: number;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
    this.#address = memory.allocate(MAX_BYTES_PER_UNIT * FIRST_UNITS);
  }

  /** Whether a text had a piece so long that the window has become larger than it is at first. */
  get hasGrown(): boolean {
    return this.#units > FIRST_UNITS;
  }

  /**
   * Calls `use` with each part of a text, a lone surrogate as U+FFFD.
   *
   * @param use uses the bytes from an address on, with zeros behind them, and returns how many of them it has used:
   *   all when nothing follows; what it has left begins the next part, which is longer when it has used none
   * @throws InvalidInputError for a text of which more than 2^24 units are one piece
   */
  pass(text: string, use: (address: number, bytes: number, isLast: boolean) => number): void {
    for (let from = 0; from < text.length;) {
      const to = this.#end(text, from);
      const bytes = this.#write(text, from, to);
      const isLast = to === text.length;
      const used = use(this.#address, bytes, isLast);
      if (isLast) return;
      if (used === 0) this.#grow();
      else from = to - this.#unitsOf(used, bytes);
    }
  }

  /** Where a part ends: between two characters. */
  #end(text: string, from: number): number {
    const to = from + this.#units;
    if (to >= text.length) return text.length;
    return (text.charCodeAt(to - 1) & 0xfc00) === 0xd800 ? to - 1 : to;
  }

  #write(text: string, from: number, to: number): number {
    const { bytes } = this.#memory;
    const part = from === 0 && to === text.length ? text : text.slice(from, to);
    const room = bytes.subarray(this.#address, this.#address + MAX_BYTES_PER_UNIT * this.#units);
    const { written } = encoder.encodeInto(part, room);
    bytes.fill(0, this.#address + written, this.#address + written + PADDING);
    return written;
  }

  /** UTF-16 units of bytes[from, to) of the window; those of a character of four bytes are two. */
  #unitsOf(from: number, to: number): number {
    const { bytes } = this.#memory;
    let units = 0;
    for (let i = this.#address + from; i < this.#address + to; i++) {
      if ((bytes[i]! & 0xc0) !== 0x80) units += bytes[i]! >= 0xf0 ? 2 : 1;
    }
    return units;
  }

  #grow(): void {
    if (this.#units >= MOST_UNITS) {
      throw new InvalidInputError(`encode: no piece of a text may be longer than ${MOST_UNITS} UTF-16 units; got one`);
    }
    this.#memory.kernels.free(this.#address);
    this.#units *= 2;
    this.#address = this.#memory.allocate(MAX_BYTES_PER_UNIT * this.#units);
  }
}
