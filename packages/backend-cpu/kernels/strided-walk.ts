/** An index space with strides of its own in a source and in a destination, walked in row-major order. */

/** Most axes that a walk can have. */
export const maximumRank: i32 = 8;

/** One axis of a walk. Strides count elements and may be 0 or negative in the source. */
@unmanaged
export class Axis {
  size: i32;
  sourceStride: i32;
  destinationStride: i32;
  /** Present index along this axis. */
  index: i32;

  @inline
  set(size: i32, sourceStride: i32, destinationStride: i32): void {
    this.size = size;
    this.sourceStride = sourceStride;
    this.destinationStride = destinationStride;
  }
}

/** Where a walk stands, followed in memory by its axes, outermost first. */
@unmanaged
export class Walk {
  /** Addresses of the present element. */
  source: usize;
  destination: usize;

  @inline
  axis(i: i32): Axis {
    return changetype<Axis>(changetype<usize>(this) + 16 + <usize>i * offsetof<Axis>());
  }

  /** Product of the sizes of the first `axes` axes. */
  count(axes: i32): i32 {
    let count = 1;
    for (let i = 0; i < axes; i++) count *= this.axis(i).size;
    return count;
  }

  /** Goes to position `at`, in row-major order, of the first `axes` axes, counted from these base addresses. */
  seek(axes: i32, at: i32, source: usize, destination: usize): void {
    for (let i = axes - 1; i >= 0; i--) {
      const axis = this.axis(i);
      axis.index = at % axis.size;
      at /= axis.size;
      source += <usize>(axis.index * axis.sourceStride) << 2;
      destination += <usize>(axis.index * axis.destinationStride) << 2;
    }
    this.source = source;
    this.destination = destination;
  }

  /** Goes to the next position over the first `axes` axes. */
  advance(axes: i32): void {
    for (let i = axes - 1; i >= 0; i--) {
      const axis = this.axis(i);
      if (axis.index + 1 < axis.size) {
        axis.index++;
        this.source += <usize>axis.sourceStride << 2;
        this.destination += <usize>axis.destinationStride << 2;
        return;
      }
      this.source -= <usize>(axis.index * axis.sourceStride) << 2;
      this.destination -= <usize>(axis.index * axis.destinationStride) << 2;
      axis.index = 0;
    }
  }

  /** Appends an axis at place `kept`, merging it with the one before where both run on. Returns the new rank. */
  append(kept: i32, size: i32, sourceStride: i32, destinationStride: i32): i32 {
    if (size == 1) return kept;
    if (kept > 0) {
      const last = this.axis(kept - 1);
      if (last.sourceStride == sourceStride * size && last.destinationStride == destinationStride * size) {
        last.set(last.size * size, sourceStride, destinationStride);
        return kept;
      }
    }
    this.axis(kept).set(size, sourceStride, destinationStride);
    return kept + 1;
  }

  /** Moves axis `from` to place `to` behind it; those between move one place forward. */
  moveBack(from: i32, to: i32): void {
    const moved = this.axis(from);
    const size = moved.size;
    const sourceStride = moved.sourceStride;
    const destinationStride = moved.destinationStride;
    for (let i = from; i < to; i++) {
      const next = this.axis(i + 1);
      this.axis(i).set(next.size, next.sourceStride, next.destinationStride);
    }
    this.axis(to).set(size, sourceStride, destinationStride);
  }
}
