import { applyEpilogue } from './epilogue';
import { multiplyPackedTile, multiplyPlainTile } from './generated/tiles';
import { packColumns, packRows, panelColumns, panelRows } from './packing';
import { larger, smaller } from './work-split';

// Block sizes: a block of B (depth × columns) stays in the second-level cache, one of its panels in the first.
const largestDepth: i32 = 256;
const largestColumns: i32 = 512;
const largestRows: i32 = 384;

// Scratch memory: a 6 × 16 edge tile, then the packed blocks of B and of A.
const edgeTileBytes: usize = 512;
const packedBBytes: usize = 256 * 512 * 4;

/**
 * C[rows,columns] (+)= A · B on the calling thread, with A and B packed as `packing.ts` says; `packedA` 0 reads A's
 * rows in place, `aStride` bytes apart. Panels of B are `panelBytes` apart (64 per packed row): a panel may be deeper
 * than what is used of it. `edge` points to 384 bytes of scratch. The order of the sums does not depend on how a caller
 * cuts up rows and columns.
 */
export function multiplyPanels(
  packedA: i32, a: usize, aStride: usize, panels: usize, panelBytes: usize, depth: i32, rows: i32, columns: i32,
  c: usize, cStride: usize, accumulate: i32, edge: usize,
): void {
  for (let column = 0; column < columns; column += panelColumns) {
    const width = columns - column;
    const target = c + (<usize>column << 2);
    for (let row = 0; row < rows; row += panelRows) {
      const height = smaller(panelRows, rows - row);
      const tileA = packedA ? a + ((<usize>row * depth) << 2) : a + <usize>row * aStride;
      const tileC = target + <usize>row * cStride;
      const whole = width >= panelColumns;
      const out = whole ? tileC : edge;
      const outStride = whole ? cStride : 64;
      const add = whole ? accumulate : 0;
      if (packedA) multiplyPackedTile(height, depth, tileA, aStride, panels, out, outStride, add);
      else multiplyPlainTile(height, depth, tileA, aStride, panels, out, outStride, add);
      if (!whole) copyEdge(edge, tileC, cStride, height, width, accumulate);
    }
    panels += panelBytes;
  }
}

function copyEdge(edge: usize, c: usize, cStride: usize, height: i32, width: i32, accumulate: i32): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const offset = <usize>column << 2;
      const value = f32.load(edge + offset);
      f32.store(c + offset, accumulate ? f32.load(c + offset) + value : value);
    }
    edge += 64;
    c += cStride;
  }
}

/**
 * C[rows,columns] (+)= op(A) · op(B) on the calling thread; strides in bytes. A transposed A has element (m, k) at
 * a + k · aStride + 4 m, a transposed B has element (k, n) at b + n · bStride + 4 k.
 *
 * `epilogue` is 0 or points to slots as `applyEpilogue` reads them. `offset` is the distance in bytes of this C from
 * the C that the epilogue's residual and pre-activation are laid out as, `firstColumn` its first column there.
 * `scratch` is the thread's own, of which the first MiB is used.
 */
export function multiply(
  transposeA: i32, a: usize, aStride: usize, transposeB: i32, b: usize, bStride: usize,
  rows: i32, columns: i32, depth: i32, c: usize, cStride: usize, accumulate: i32,
  epilogue: usize, offset: usize, firstColumn: i32, scratch: usize,
): void {
  const packedB = scratch + edgeTileBytes;
  const packedA = packedB + packedBBytes;
  const depthBlocks = larger(1, (depth + largestDepth - 1) / largestDepth);
  const depthStep = ((depth + depthBlocks - 1) / depthBlocks + 3) & ~3;
  for (let column = 0; column < columns; column += largestColumns) {
    const width = smaller(largestColumns, columns - column);
    const targetColumn = c + (<usize>column << 2);
    let k = 0;
    do {
      const slice = smaller(depthStep, depth - k);
      const add = k > 0 ? 1 : accumulate;
      const blockB = transposeB
        ? b + <usize>column * bStride + (<usize>k << 2)
        : b + <usize>k * bStride + (<usize>column << 2);
      const panelBytes = <usize>slice << 6;
      packColumns(transposeB, blockB, bStride, slice, width, packedB);
      for (let row = 0; row < rows; row += largestRows) {
        const height = smaller(largestRows, rows - row);
        const target = targetColumn + <usize>row * cStride;
        if (transposeA) {
          packRows(a + <usize>k * aStride + (<usize>row << 2), aStride, slice, height, packedA);
          multiplyPanels(1, packedA, 0, packedB, panelBytes, slice, height, width, target, cStride, add, scratch);
        } else {
          const blockA = a + <usize>row * aStride + (<usize>k << 2);
          multiplyPanels(0, blockA, aStride, packedB, panelBytes, slice, height, width, target, cStride, add, scratch);
        }
        if (epilogue != 0 && k + slice >= depth) {
          applyEpilogue(epilogue, c, offset, target - c, firstColumn + column, height, width, cStride);
        }
      }
      k += slice;
    } while (k < depth);
  }
}
