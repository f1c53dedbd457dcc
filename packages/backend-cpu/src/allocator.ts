/** Hands out addresses of one growing memory. Knows nothing of the memory itself. */

/** Every block starts on a line of its own and has a line behind it that kernels may read. */
const lineBytes = 64;

interface Hole {
  start: number;
  bytes: number;
}

/** First-fit allocation of addresses above `base`, with holes merged. */
export class Allocator {
  private readonly base: number;
  private readonly limit: number;
  private readonly grow: (end: number) => void;
  private readonly sizes = new Map<number, number>();
  /** Sorted by address, never adjacent. */
  private readonly holes: Hole[] = [];
  private top: number;
  private used = 0;
  private peak = 0;

  /** @param grow makes the memory reach to at least `end`, or throws */
  constructor(base: number, limit: number, grow: (end: number) => void) {
    this.base = base;
    this.limit = limit;
    this.grow = grow;
    this.top = base;
  }

  get usedBytes(): number {
    return this.used;
  }

  get peakBytes(): number {
    return this.peak;
  }

  /**
   * Address of a new block of at least `bytes`, aligned to 64 bytes; its content is undefined. Throws `RangeError`
   * when full.
   */
  allocate(bytes: number): number {
    const size = Math.ceil(bytes / lineBytes) * lineBytes + lineBytes;
    const hole = this.holes.find((candidate) => candidate.bytes >= size);
    const start = hole?.start ?? this.extend(size);
    if (hole !== undefined) {
      hole.start += size;
      hole.bytes -= size;
      if (hole.bytes === 0) this.holes.splice(this.holes.indexOf(hole), 1);
    }
    this.sizes.set(start, size);
    this.used += size;
    this.peak = Math.max(this.peak, this.used);
    return start;
  }

  /** Gives back a block. Throws on an address that is no block. */
  free(start: number): void {
    const size = this.sizes.get(start);
    if (size === undefined) throw new RangeError(`allocator: ${start} is not an allocated block`);
    this.sizes.delete(start);
    this.used -= size;
    const next = this.holes.findIndex((hole) => hole.start > start);
    const at = next < 0 ? this.holes.length : next;
    this.holes.splice(at, 0, { start, bytes: size });
    this.mergeWithNext(at);
    if (at > 0) this.mergeWithNext(at - 1);
  }

  private extend(size: number): number {
    const last = this.holes.at(-1);
    const start = last !== undefined && last.start + last.bytes === this.top ? last.start : this.top;
    const end = start + size;
    if (end > this.limit) {
      const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
      throw new RangeError(
        `out of memory: ${megabytes(size)} MiB more than the ${megabytes(this.used)} MiB in use do not fit into the ` +
          `${megabytes(this.limit - this.base)} MiB that WebAssembly can address; use a smaller batch or model`,
      );
    }
    this.grow(end);
    if (start !== this.top) this.holes.pop();
    this.top = end;
    return start;
  }

  private mergeWithNext(at: number): void {
    const [hole, next] = [this.holes[at], this.holes[at + 1]];
    if (hole === undefined || next === undefined || hole.start + hole.bytes !== next.start) return;
    hole.bytes += next.bytes;
    this.holes.splice(at + 1, 1);
  }
}
