import { applyEpilogue } from './epilogue';
import { fewRows, multiplyFewRows } from './few-rows';
import { panelColumns, panelRows } from './packing';
import { multiply } from './product';
import { shareStart } from './work-split';

/**
 * One thread's rows or columns of C (+)= op(A) · op(B), as `multiply` has it: the threads of a call together make the
 * whole C. `offset` is the distance in bytes of C from the C that the epilogue's tensors are laid out as; C must begin
 * at its first column.
 */
export function multiplyShare(
  transposeA: i32, a: usize, strideA: usize, transposeB: i32, b: usize, strideB: usize, rows: i32, columns: i32,
  depth: i32, c: usize, strideC: usize, accumulate: i32, epilogue: usize, offset: usize,
  thread: i32, threads: i32, scratch: usize,
): void {
  // The choice depends on the whole product: the bits must not depend on a thread's share.
  const few = rows <= fewRows && transposeB != 0 && transposeA == 0;
  let firstRow = 0;
  let endRow = rows;
  let firstColumn = 0;
  let endColumn = columns;
  if (few || splitColumns(rows, columns, transposeA, threads)) {
    firstColumn = shareStart(columns, panelColumns, thread, threads);
    endColumn = shareStart(columns, panelColumns, thread + 1, threads);
    b += <usize>firstColumn * (transposeB ? strideB : 4);
  } else {
    firstRow = shareStart(rows, panelRows, thread, threads);
    endRow = shareStart(rows, panelRows, thread + 1, threads);
    a += <usize>firstRow * (transposeA ? 4 : strideA);
  }
  if (firstRow == endRow || firstColumn == endColumn) return;
  const inside = <usize>firstRow * strideC + (<usize>firstColumn << 2);
  if (few) {
    const width = endColumn - firstColumn;
    multiplyFewRows(a, strideA, b, strideB, rows, width, depth, c + inside, strideC, accumulate);
    if (epilogue) applyEpilogue(epilogue, c + inside, offset + inside, 0, firstColumn, rows, width, strideC);
    return;
  }
  multiply(
    transposeA, a, strideA, transposeB, b, strideB, endRow - firstRow, endColumn - firstColumn, depth,
    c + inside, strideC, accumulate, epilogue, offset + inside, firstColumn, scratch,
  );
}

/**
 * Whether threads share out columns rather than rows: the cheaper for the slowest thread, counted in multiplications
 * per step of depth. The side that is not split is packed by every thread.
 */
function splitColumns(rows: i32, columns: i32, transposeA: i32, threads: i32): bool {
  const mostColumns = (((columns + panelColumns - 1) / panelColumns + threads - 1) / threads) * panelColumns;
  const mostRows = (((rows + panelRows - 1) / panelRows + threads - 1) / threads) * panelRows;
  const byColumns = <i64>rows * mostColumns + packingCost * (mostColumns + (transposeA ? rows : 0));
  const byRows = <i64>mostRows * columns + packingCost * (columns + (transposeA ? mostRows : 0));
  return byColumns <= byRows;
}

/** Multiplications that take as long as packing one element. */
const packingCost: i64 = 6;
