const FREE = -1;

/**
 * Numbers n-grams exactly, without strings: an n-gram is the pair (number of the n-gram without its last symbol, last
 * symbol), and equal pairs get equal numbers. Numbers count from 0 and are forgotten by `clear`, so that a table serves
 * one segment after another in constant memory.
 */
export class NgramTable {
  private slots = new Int32Array(1024).fill(FREE);
  private prefixes = new Int32Array(512);
  private symbols = new Int32Array(512);
  /** Where in `slots` each n-gram stands. */
  private places = new Int32Array(512);
  private size = 0;

  /** Forgets all n-grams. */
  clear(): void {
    for (let i = 0; i < this.size; i++) this.slots[this.places[i]!] = FREE;
    this.size = 0;
  }

  /** The number of n-grams that are known. */
  get count(): number {
    return this.size;
  }

  /**
   * The number of the n-gram, a new one when it was not seen before.
   *
   * @param prefix the number that `number` gave for the n-gram without its last symbol, −1 for none
   * @param symbol any 32-bit integer
   */
  number(prefix: number, symbol: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(prefix, symbol) & mask;
    for (;;) {
      const found = this.slots[slot]!;
      if (found === FREE) break;
      if (this.symbols[found] === symbol && this.prefixes[found] === prefix) return found;
      slot = (slot + 1) & mask;
    }
    if (this.size === this.prefixes.length) {
      this.grow();
      return this.number(prefix, symbol);
    }
    this.slots[slot] = this.size;
    this.prefixes[this.size] = prefix;
    this.symbols[this.size] = symbol;
    this.places[this.size] = slot;
    return this.size++;
  }

  private grow(): void {
    const capacity = 2 * this.prefixes.length;
    this.prefixes = widened(this.prefixes, capacity);
    this.symbols = widened(this.symbols, capacity);
    this.places = new Int32Array(capacity);
    this.slots = new Int32Array(2 * capacity).fill(FREE);
    const mask = this.slots.length - 1;
    for (let i = 0; i < this.size; i++) {
      let slot = hash(this.prefixes[i]!, this.symbols[i]!) & mask;
      while (this.slots[slot] !== FREE) slot = (slot + 1) & mask;
      this.slots[slot] = i;
      this.places[i] = slot;
    }
  }
}

function hash(prefix: number, symbol: number): number {
  let mixed = Math.imul(prefix, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function widened(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length);
  wider.set(array);
  return wider;
}
