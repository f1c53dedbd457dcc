/** Writing a block into a tensor at a place that only the device knows. */

import { intArgument, pointerArgument } from './arguments';
import { larger, shareStart, smaller } from './work-split';

/**
 * target[o, start + k, i] = update[o, k, i] over tensors seen as [outer, axis, inner], any 32-bit type. `start` is
 * clamped to [0, targetAxis − updateAxis]. The rest of the target is left alone: copy the base tensor there first.
 * Slots: 0 outer, 1 targetAxis, 2 updateAxis (≤ targetAxis), 3 inner, 4 start (pointer to one i32), 5 update, 6 target.
 */
export function updateSlice(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const outer = intArgument(args, 0);
  const targetAxis = intArgument(args, 1);
  const updateAxis = intArgument(args, 2);
  const inner = intArgument(args, 3);
  const start = larger(0, smaller(load<i32>(pointerArgument(args, 4)), targetAxis - updateAxis));
  const update = pointerArgument(args, 5);
  const target = pointerArgument(args, 6);
  const rows = outer * updateAxis;
  const end = shareStart(rows, 1, thread + 1, threads);
  let row = shareStart(rows, 1, thread, threads);
  while (row < end) {
    // Rows of one outer index follow each other in both tensors.
    const o = row / updateAxis;
    const k = row % updateAxis;
    const count = smaller(updateAxis - k, end - row);
    const targetRow = o * targetAxis + start + k;
    const bytes = (<usize>count * <usize>inner) << 2;
    memory.copy(target + ((<usize>targetRow * <usize>inner) << 2), update + ((<usize>row * <usize>inner) << 2), bytes);
    row += count;
  }
}
