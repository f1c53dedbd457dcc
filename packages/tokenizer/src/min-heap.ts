/** A binary heap of numbers, the smallest on top. */
export class MinHeap {
  #size = 0;
  #keys = new Float64Array(64);

  /** How many numbers are in it. */
  get size(): number {
    return this.#size;
  }

  /** Puts a number in. */
  push(key: number): void {
    if (this.#size === this.#keys.length) {
      const keys = new Float64Array(2 * this.#size);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    const keys = this.#keys;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes the smallest number out; the heap must not be empty. */
  pop(): number {
    const keys = this.#keys;
    const top = keys[0]!;
    const key = keys[--this.#size]!;
    const size = this.#size;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
    return top;
  }
}
