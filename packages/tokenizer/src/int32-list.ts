/** A growing list of 32-bit integers. */
export class Int32List {
  #length = 0;
  #items = new Int32Array(1 << 10);

  /** How many integers it holds. */
  get length(): number {
    return this.#length;
  }

  /** The integers, and behind them memory without meaning. Valid until the next `reserve` or `push`. */
  get items(): Int32Array {
    return this.#items;
  }

  /** Makes room for more integers at the end and returns where they begin; their values are not yet set. */
  reserve(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#items.length) {
      const items = new Int32Array(Math.max(this.#length, 2 * this.#items.length));
      items.set(this.#items);
      this.#items = items;
    }
    return start;
  }

  /** Adds one at the end. */
  push(item: number): void {
    const at = this.reserve(1);
    this.#items[at] = item;
  }

  /** Forgets what lies behind the first `length` integers and keeps the memory. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** A copy of the integers. */
  toArray(): Int32Array {
    // A loop, because for the few integers of a short text `slice` takes longer.
    if (this.#length > 64) return this.#items.slice(0, this.#length);
    const copy = new Int32Array(this.#length);
    for (let i = 0; i < copy.length; i++) copy[i] = this.#items[i]!;
    return copy;
  }
}
