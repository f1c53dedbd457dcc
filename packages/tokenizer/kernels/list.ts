/** A growing list of bytes. */
export class List {
  /** Where it begins; moves when it grows. */
  start: usize = heap.alloc(256);
  size: usize = 0;
  private room: usize = 256;

  /** Makes room at the end. @returns how far from the start that is */
  reserve(bytes: usize): usize {
    const at = this.size;
    this.size += bytes;
    if (this.size > this.room) {
      this.room = max(this.size, 2 * this.room);
      this.start = heap.realloc(this.start, this.room);
    }
    return at;
  }
}
