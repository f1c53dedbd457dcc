/**
 * Copies between differently laid out tensors of any 32-bit type: broadcast, transpose, slice, pad and concat are all
 * one walk over an index space with two sets of strides.
 */

import { intArgument, pointerArgument } from './arguments';
import { fillStretch } from './fill';
import { maximumRank, Walk } from './strided-walk';
import { shareStart, smaller } from './work-split';

/** Elements of a 64-byte line: the height of a strip, so that a strip uses whole lines of its source. */
const stripRows: i32 = 16;

/**
 * destination[Σ index · destinationStride] = source[Σ index · sourceStride] over all indices below `sizes`. Strides
 * count elements; source strides may be 0 (broadcast) or negative; no destination element may be written twice, and the
 * two must not overlap. Start offsets belong into the two pointers.
 * Slots: 0 rank (≤ 8), 1 source, 2 destination, 3 … 10 sizes, 11 … 18 source strides, 19 … 26 destination strides, each
 * with the outermost axis first and the slots beyond the rank unused.
 */
export function stridedCopy(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const rank = intArgument(args, 0);
  const source = pointerArgument(args, 1);
  const destination = pointerArgument(args, 2);
  const walk = changetype<Walk>(scratch);
  let axes = 0;
  for (let i = 0; i < rank; i++) {
    axes = walk.append(
      axes,
      intArgument(args, 3 + i),
      intArgument(args, 3 + maximumRank + i),
      intArgument(args, 3 + 2 * maximumRank + i),
    );
  }
  if (axes == 0) walk.axis(axes++).set(1, 1, 1);
  if (walk.count(axes) == 0) return;
  const along = sourceContiguousAxis(walk, axes);
  if (along >= 0) {
    walk.moveBack(along, axes - 2);
    copyStrips(walk, axes, source, destination, thread, threads);
  } else {
    copyRows(walk, axes, source, destination, thread, threads);
  }
}

/** The outer axis along which the source is contiguous, if a tiled transpose with the last axis pays; else −1. */
function sourceContiguousAxis(walk: Walk, axes: i32): i32 {
  const last = walk.axis(axes - 1);
  if (last.destinationStride != 1 || last.sourceStride == 1 || last.size < 4) return -1;
  for (let i = 0; i < axes - 1; i++) {
    const axis = walk.axis(i);
    if (axis.sourceStride == 1 && axis.size >= 4) return i;
  }
  return -1;
}

/** Walks over all axes but the last and copies one run for each; with few runs, every thread takes a part of each. */
function copyRows(walk: Walk, axes: i32, source: usize, destination: usize, thread: i32, threads: i32): void {
  const outer = axes - 1;
  const last = walk.axis(outer);
  const rows = walk.count(outer);
  let firstRow = 0;
  let endRow = rows;
  let first = 0;
  let end = last.size;
  if (rows >= threads) {
    firstRow = shareStart(rows, 1, thread, threads);
    endRow = shareStart(rows, 1, thread + 1, threads);
  } else {
    first = shareStart(last.size, 64, thread, threads);
    end = shareStart(last.size, 64, thread + 1, threads);
  }
  if (firstRow >= endRow || first >= end) return;
  const sourceStart = source + (<usize>(first * last.sourceStride) << 2);
  const destinationStart = destination + (<usize>(first * last.destinationStride) << 2);
  walk.seek(outer, firstRow, sourceStart, destinationStart);
  for (let row = firstRow; row < endRow; row++) {
    copyRun(walk.source, last.sourceStride, walk.destination, last.destinationStride, end - first);
    walk.advance(outer);
  }
}

/** Copies `count` elements with any strides (elements). */
function copyRun(source: usize, sourceStride: i32, destination: usize, destinationStride: i32, count: i32): void {
  if (destinationStride == 1) {
    if (sourceStride == 0) {
      fillStretch(destination, load<i32>(source), count);
      return;
    }
    if (sourceStride == 1 && count >= 16) {
      memory.copy(destination, source, <usize>count << 2);
      return;
    }
  }
  const sourceStep = <usize>sourceStride << 2;
  const destinationStep = <usize>destinationStride << 2;
  for (let i = 0; i < count; i++) {
    store<i32>(destination, load<i32>(source));
    source += sourceStep;
    destination += destinationStep;
  }
}

/** Walks over all axes but the last two and transposes those, in strips that are shared out between the threads. */
function copyStrips(walk: Walk, axes: i32, source: usize, destination: usize, thread: i32, threads: i32): void {
  const outer = axes - 2;
  const rows = walk.axis(axes - 2);
  const columns = walk.axis(axes - 1);
  const strips = (rows.size + stripRows - 1) / stripRows;
  const all = walk.count(outer) * strips;
  const end = shareStart(all, 1, thread + 1, threads);
  for (let i = shareStart(all, 1, thread, threads); i < end; i++) {
    const row = (i % strips) * stripRows;
    const rowDestination = destination + (<usize>(row * rows.destinationStride) << 2);
    walk.seek(outer, i / strips, source + (<usize>row << 2), rowDestination);
    transposeStrip(
      walk.source,
      <usize>columns.sourceStride << 2,
      walk.destination,
      <usize>rows.destinationStride << 2,
      smaller(stripRows, rows.size - row),
      columns.size,
    );
  }
}

/** destination[row, column] = source[column, row], both dense along their second index; steps are in bytes. */
function transposeStrip(
  source: usize,
  sourceStep: usize,
  destination: usize,
  destinationStep: usize,
  rows: i32,
  columns: i32,
): void {
  for (let column = 0; column < columns; column += 4) {
    const width = smaller(4, columns - column);
    let from = source + <usize>column * sourceStep;
    let to = destination + (<usize>column << 2);
    for (let row = 0; row < rows; row += 4) {
      const height = smaller(4, rows - row);
      if (width == 4 && height == 4) {
        transposeTile(from, sourceStep, to, destinationStep);
      } else {
        transposeCorner(from, sourceStep, to, destinationStep, height, width);
      }
      from += 16;
      to += 4 * destinationStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function transposeTile(source: usize, sourceStep: usize, destination: usize, destinationStep: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + sourceStep);
  const c = v128.load(source + 2 * sourceStep);
  const d = v128.load(source + 3 * sourceStep);
  const abLow = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdLow = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(destination, i32x4.shuffle(abLow, cdLow, 0, 1, 4, 5));
  v128.store(destination + destinationStep, i32x4.shuffle(abLow, cdLow, 2, 3, 6, 7));
  v128.store(destination + 2 * destinationStep, i32x4.shuffle(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(destination + 3 * destinationStep, i32x4.shuffle(abHigh, cdHigh, 2, 3, 6, 7));
}

/** The part of a tile that lies inside the tensor, element by element. */
function transposeCorner(
  source: usize,
  sourceStep: usize,
  destination: usize,
  destinationStep: usize,
  height: i32,
  width: i32,
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = load<i32>(source + <usize>column * sourceStep + (<usize>row << 2));
      store<i32>(destination + <usize>row * destinationStep + (<usize>column << 2), value);
    }
  }
}
