import { intArgument, pointerArgument } from './arguments';
import { panelColumns, panelRows } from './packing';
import { multiply } from './product';
import { shareStart } from './work-split';

/**
 * Batched matrix product with an optional epilogue:
 * C[b] (+)= op(A[b]) · op(B[b]), then C[b] = activation(C[b] + bias) + residual[b]; op(A) is M × K, op(B) is K × N.
 *
 * Slots: 0 batch, 1 M, 2 N, 3 K,
 * 4 A, 5 strideA, 6 lda, 7 transposeA, 8 B, 9 strideB, 10 ldb, 11 transposeB, 12 C, 13 strideC, 14 ldc, 15 accumulate,
 * 16 bias (N floats, or 0), 17 activation code, 18 residual (laid out as C, or 0), 19 preActivation (laid out as C or
 * 0; gets the values before the activation).
 * Strides count floats: strideX from one matrix of the batch to the next (0 shares it), ldX from one row in memory to
 * the next. A transposed A is stored K × M, a transposed B is stored N × K.
 */
export function matmul(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const batch = intArgument(args, 0);
  const wholeItems = batch % threads == 0 || batch >= 4 * threads;
  const first = wholeItems ? shareStart(batch, 1, thread, threads) : 0;
  const end = wholeItems ? shareStart(batch, 1, thread + 1, threads) : batch;
  for (let item = first; item < end; item++) {
    if (wholeItems) multiplyShare(args, item, 0, 1, scratch);
    else multiplyShare(args, item, thread, threads, scratch);
  }
}

/** One thread's rows or columns of one product of the batch. */
function multiplyShare(args: usize, item: i32, thread: i32, threads: i32, scratch: usize): void {
  const rows = intArgument(args, 1);
  const columns = intArgument(args, 2);
  const depth = intArgument(args, 3);
  const strideA = <usize>intArgument(args, 6) << 2;
  const transposeA = intArgument(args, 7);
  const strideB = <usize>intArgument(args, 10) << 2;
  const transposeB = intArgument(args, 11);
  const strideC = <usize>intArgument(args, 14) << 2;
  const accumulate = intArgument(args, 15);
  const itemC = <usize>item * (<usize>intArgument(args, 13) << 2);
  let a = pointerArgument(args, 4) + <usize>item * (<usize>intArgument(args, 5) << 2);
  let b = pointerArgument(args, 8) + <usize>item * (<usize>intArgument(args, 9) << 2);
  const epilogue = hasEpilogue(args) ? args + 64 : 0;

  let firstRow = 0;
  let endRow = rows;
  let firstColumn = 0;
  let endColumn = columns;
  if (splitColumns(rows, columns, transposeA, threads)) {
    firstColumn = shareStart(columns, panelColumns, thread, threads);
    endColumn = shareStart(columns, panelColumns, thread + 1, threads);
    b += <usize>firstColumn * (transposeB ? strideB : 4);
  } else {
    firstRow = shareStart(rows, panelRows, thread, threads);
    endRow = shareStart(rows, panelRows, thread + 1, threads);
    a += <usize>firstRow * (transposeA ? 4 : strideA);
  }
  if (firstRow == endRow || firstColumn == endColumn) return;
  const offset = itemC + <usize>firstRow * strideC + (<usize>firstColumn << 2);
  multiply(
    transposeA, a, strideA, transposeB, b, strideB, endRow - firstRow, endColumn - firstColumn, depth,
    pointerArgument(args, 12) + offset, strideC, accumulate, epilogue, offset, firstColumn, scratch,
  );
}

function hasEpilogue(args: usize): bool {
  return pointerArgument(args, 16) != 0 || intArgument(args, 17) != 0 || pointerArgument(args, 18) != 0 ||
    pointerArgument(args, 19) != 0;
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
