/** A binary heap of integers that gives the least one. */
// @ts-ignore: decorator
@unmanaged
export class KeyHeap {
  size: usize = 0;
  private keys: usize = 0;

  /** @param room most keys at a time */
  constructor(room: usize) {
    this.keys = heap.alloc(8 * room);
  }

  /** Gives its memory back. */
  free(): void {
    heap.free(this.keys);
    heap.free(changetype<usize>(this));
  }

  add(key: u64): void {
    const keys = this.keys;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (load<u64>(keys + 8 * parent) <= key) break;
      store<u64>(keys + 8 * at, load<u64>(keys + 8 * parent));
      at = parent;
    }
    store<u64>(keys + 8 * at, key);
  }

  /** Removes the least key; there must be one. */
  take(): u64 {
    const keys = this.keys;
    const least = load<u64>(keys);
    const size = --this.size;
    const last = load<u64>(keys + 8 * size);
    let at: usize = 0;
    while (true) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && load<u64>(keys + 8 * (child + 1)) < load<u64>(keys + 8 * child)) child++;
      if (load<u64>(keys + 8 * child) >= last) break;
      store<u64>(keys + 8 * at, load<u64>(keys + 8 * child));
      at = child;
    }
    store<u64>(keys + 8 * at, last);
    return least;
  }
}
