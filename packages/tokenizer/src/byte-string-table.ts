/**
 * Distinct byte strings, numbered from 0 in the order they came: an open-addressing hash table whose keys lie one after
 * the other in a single array, so that a lookup makes no object.
 */
export class ByteStringTable {
  #size = 0;
  #keys = new Uint8Array(1 << 12);
  /** Key i lies at [bounds[i], bounds[i + 1]); doubles, because keys may fill more than 4 GiB. */
  #bounds = new Float64Array(1 << 9);
  /** For each slot the number of its key plus one, 0 where free, and beside it the key's hash; at most half full. */
  #slots = new Int32Array(2 << 10);

  /** How many distinct strings there are. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of all distinct strings together. */
  get byteLength(): number {
    return this.#bounds[this.#size]!;
  }

  /** The strings one after the other; string i is [start(i), start(i + 1)). Valid until the next `add`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#keys;
  }

  /** Where string i begins in `bytes`; of `size`, where all end. */
  start(i: number): number {
    return this.#bounds[i]!;
  }

  /** The number of bytes[from, to), which is the `size` of before when the string is new. */
  add(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashOf(bytes, from, to);
    const slots = this.#slots;
    const mask = slots.length - 2;
    let slot = (2 * hash) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (slots[slot + 1] === hash && this.#equals(entry - 1, bytes, from, to)) return entry - 1;
      slot = (slot + 2) & mask;
    }
    slots[slot] = this.#size + 1;
    slots[slot + 1] = hash;
    return this.#append(bytes, from, to);
  }

  /** The number of bytes[from, to), or −1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashOf(bytes, from, to);
    const slots = this.#slots;
    const mask = slots.length - 2;
    let slot = (2 * hash) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (slots[slot + 1] === hash && this.#equals(entry - 1, bytes, from, to)) return entry - 1;
      slot = (slot + 2) & mask;
    }
    return -1;
  }

  /** Forgets all strings and keeps the memory. */
  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  #equals(i: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#bounds[i]!;
    const length = to - from;
    if (this.#bounds[i + 1]! - start !== length) return false;
    const keys = this.#keys;
    for (let j = 0; j < length; j++) if (keys[start + j] !== bytes[from + j]) return false;
    return true;
  }

  #append(bytes: Uint8Array, from: number, to: number): number {
    const start = this.#bounds[this.#size]!;
    const end = start + to - from;
    if (end > this.#keys.length) {
      const keys = new Uint8Array(Math.max(end, 2 * this.#keys.length));
      keys.set(this.#keys);
      this.#keys = keys;
    }
    for (let i = from, j = start; i < to; i++, j++) this.#keys[j] = bytes[i]!;
    const number = this.#size++;
    this.#bounds[this.#size] = end;
    if (this.#size + 1 === this.#bounds.length) this.#grow();
    return number;
  }

  #grow(): void {
    const bounds = new Float64Array(2 * this.#bounds.length);
    bounds.set(this.#bounds);
    this.#bounds = bounds;
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    const mask = slots.length - 2;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      let slot = (2 * old[i + 1]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[i]!;
      slots[slot + 1] = old[i + 1]!;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, with its high bits folded into the low ones that choose the slot. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
