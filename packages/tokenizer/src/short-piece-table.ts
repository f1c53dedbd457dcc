/** Pieces of more bytes do not fit a slot. */
export const MAX_SHORT_PIECE = 15;

/** Bytes that must be readable behind a text, so that a piece can be read as whole words. */
export const PADDING = 16;

/** Integers in a slot: four with the bytes and their number, four for whoever uses the table. */
const SLOT = 8;
const FIRST_SLOTS = 1 << 10;

/** By how many of four bytes belong to a piece, the bits that they fill. */
const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1);

/**
 * A hash table of pieces of up to {@link MAX_SHORT_PIECE} bytes. A piece is read as four integers, which are compared
 * as such, and lies beside what is known of it: a lookup touches one line of the cache.
 */
export class ShortPieceTable {
  #size = 0;
  #slots = new Int32Array(FIRST_SLOTS * SLOT);

  /** How many pieces there are. */
  get size(): number {
    return this.#size;
  }

  /** What is known of pieces: four integers from the places that `locate` gives, 0 at first. */
  get slots(): Int32Array {
    return this.#slots;
  }

  /**
   * Where what is known of a piece begins in `slots`. A piece that is new gets a place. Valid until the next call.
   *
   * @param view over the text, with {@link PADDING} bytes behind it
   * @param from where the piece begins
   * @param length of 1 to {@link MAX_SHORT_PIECE} bytes
   */
  locate(view: DataView, from: number, length: number): number {
    let a = view.getInt32(from, true);
    let b = 0;
    let c = 0;
    let d = length << 24;
    if (length < 4) a &= MASKS[length]!;
    else if (length > 4) {
      b = view.getInt32(from + 4, true);
      if (length < 8) b &= MASKS[length - 4]!;
      else if (length > 8) {
        c = view.getInt32(from + 8, true);
        if (length < 12) c &= MASKS[length - 8]!;
        else d |= view.getInt32(from + 12, true) & MASKS[length - 12]!;
      }
    }
    return this.#locate(a, b, c, d);
  }

  /** The same for a piece of ASCII in a string. */
  locateAscii(text: string, from: number, length: number): number {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = length << 24;
    for (let i = 0; i < length; i++) {
      const byte = text.charCodeAt(from + i) << (8 * (i & 3));
      if (i < 4) a |= byte;
      else if (i < 8) b |= byte;
      else if (i < 12) c |= byte;
      else d |= byte;
    }
    return this.#locate(a, b, c, d);
  }

  #locate(a: number, b: number, c: number, d: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hashOf(a, b, c, d) * SLOT) & mask;
    for (let tag = slots[slot + 3]!; tag !== 0; tag = slots[slot + 3]!) {
      if (tag === d && slots[slot] === a && slots[slot + 1] === b && slots[slot + 2] === c) return slot + 4;
      slot = (slot + SLOT) & mask;
    }
    if (2 * this.#size * SLOT >= slots.length) {
      this.#grow();
      return this.#locate(a, b, c, d);
    }
    this.#size++;
    slots[slot] = a;
    slots[slot + 1] = b;
    slots[slot + 2] = c;
    slots[slot + 3] = d;
    return slot + 4;
  }

  /** Forgets all pieces and keeps the memory. */
  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    const mask = slots.length - 1;
    for (let i = 0; i < old.length; i += SLOT) {
      if (old[i + 3] === 0) continue;
      let slot = (hashOf(old[i]!, old[i + 1]!, old[i + 2]!, old[i + 3]!) * SLOT) & mask;
      while (slots[slot + 3] !== 0) slot = (slot + SLOT) & mask;
      for (let j = 0; j < SLOT; j++) slots[slot + j] = old[i + j]!;
    }
    this.#slots = slots;
  }
}

/** Multiplications spread each word over the high bits, which are folded into the low ones that choose the slot. */
function hashOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash ^= Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
