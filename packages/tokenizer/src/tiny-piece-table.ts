/** Pieces of more bytes do not fit a slot. */
export const MAX_TINY_PIECE = 7;

/** Integers in a slot: two with the bytes and their number, two for whoever uses the table. */
const SLOT = 4;
const FIRST_SLOTS = 1 << 10;

/** By the number of bytes of a piece, the bits that they fill of its first four bytes, and of the next four. */
const FIRST_BITS = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1, -1, -1, -1);
const SECOND_BITS = Int32Array.of(0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff);

/**
 * A hash table of pieces of up to {@link MAX_TINY_PIECE} bytes, as most are: two integers with what is known beside
 * them, four to a line of the cache. For longer ones there is `ShortPieceTable`.
 */
export class TinyPieceTable {
  #size = 0;
  #slots = new Int32Array(FIRST_SLOTS * SLOT);

  /** How many pieces there are. */
  get size(): number {
    return this.#size;
  }

  /** What is known of pieces: two integers from the places that `locate` gives, 0 at first. */
  get slots(): Int32Array {
    return this.#slots;
  }

  /**
   * Where what is known of a piece begins in `slots`. A piece that is new gets a place. Valid until the next call.
   *
   * @param view over the text, with at least 8 bytes from `from` on
   * @param from where the piece begins
   * @param length of 1 to {@link MAX_TINY_PIECE} bytes
   */
  locate(view: DataView, from: number, length: number): number {
    const a = view.getInt32(from, true) & FIRST_BITS[length]!;
    const b = (view.getInt32(from + 4, true) & SECOND_BITS[length]!) | (length << 24);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hashOf(a, b) * SLOT) & mask;
    for (let tag = slots[slot + 1]!; tag !== 0; tag = slots[slot + 1]!) {
      if (tag === b && slots[slot] === a) return slot + 2;
      slot = (slot + SLOT) & mask;
    }
    return this.#add(a, b);
  }

  /** Forgets all pieces and keeps the memory. */
  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  #add(a: number, b: number): number {
    if (2 * this.#size * SLOT >= this.#slots.length) this.#grow();
    this.#size++;
    const slot = freeSlot(this.#slots, a, b);
    this.#slots[slot] = a;
    this.#slots[slot + 1] = b;
    return slot + 2;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    for (let i = 0; i < old.length; i += SLOT) {
      if (old[i + 1] === 0) continue;
      const slot = freeSlot(slots, old[i]!, old[i + 1]!);
      for (let j = 0; j < SLOT; j++) slots[slot + j] = old[i + j]!;
    }
    this.#slots = slots;
  }
}

function freeSlot(slots: Int32Array, a: number, b: number): number {
  const mask = slots.length - 1;
  let slot = (hashOf(a, b) * SLOT) & mask;
  while (slots[slot + 1] !== 0) slot = (slot + SLOT) & mask;
  return slot;
}

/** Multiplications spread each word over the high bits, which are folded into the low ones that choose the slot. */
function hashOf(a: number, b: number): number {
  const hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
