import { intArgument, pointerArgument } from './arguments';
import { multiplyShare } from './product-share';
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
    if (wholeItems) multiplyItem(args, item, 0, 1, scratch);
    else multiplyItem(args, item, thread, threads, scratch);
  }
}

/** One thread's part of one product of the batch. */
function multiplyItem(args: usize, item: i32, thread: i32, threads: i32, scratch: usize): void {
  const itemC = <usize>item * (<usize>intArgument(args, 13) << 2);
  multiplyShare(
    intArgument(args, 7),
    pointerArgument(args, 4) + <usize>item * (<usize>intArgument(args, 5) << 2),
    <usize>intArgument(args, 6) << 2,
    intArgument(args, 11),
    pointerArgument(args, 8) + <usize>item * (<usize>intArgument(args, 9) << 2),
    <usize>intArgument(args, 10) << 2,
    intArgument(args, 1),
    intArgument(args, 2),
    intArgument(args, 3),
    pointerArgument(args, 12) + itemC,
    <usize>intArgument(args, 14) << 2,
    intArgument(args, 15),
    hasEpilogue(args) ? args + 64 : 0,
    itemC,
    thread,
    threads,
    scratch,
  );
}

function hasEpilogue(args: usize): bool {
  return pointerArgument(args, 16) != 0 || intArgument(args, 17) != 0 || pointerArgument(args, 18) != 0 ||
    pointerArgument(args, 19) != 0;
}
