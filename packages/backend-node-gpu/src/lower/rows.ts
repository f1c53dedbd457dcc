/** Rows by index. */
import { sizeOf } from '@oneday/ops';
import type { NodeOf } from '@oneday/ops';
import type { Plan, Slot } from '../plan.ts';

const integer = { dtype: 'i32' } as const;

/** Which of the indices lie in [0, rows). */
export function areInside(plan: Plan, indices: Slot, rows: number): Slot {
  const isNotBefore = plan.run('GreaterEqual', [indices, plan.scalar(0, integer)]);
  return plan.run('LogicalAnd', [isNotBefore, plan.run('Less', [indices, plan.scalar(rows, integer)])]);
}

/** Reads row 0 in place of those outside, which become zeros. */
export function lowerGatherRows(plan: Plan, { inputs, outputs }: NodeOf<'gatherRows'>): void {
  const [{ shape: table, dtype }, { shape: indices }] = [inputs[0]!, inputs[1]!];
  const [rows, ...rest] = table as [number, ...number[]];
  const zero = dtype === 'bool'
    ? plan.run('NotEqual', [plan.scalar(0, integer), plan.scalar(0, integer)])
    : plan.scalar(0, { dtype });
  if (rows === 0) return plan.result(plan.run('Fill', [plan.integers(outputs[0]!.shape), zero]));
  const at = plan.input(1);
  const inside = areInside(plan, at, rows);
  const safe = plan.run('SelectV2', [inside, at, plan.scalar(0, integer)]);
  const gathered = plan.run('GatherV2', [plan.input(0), safe, plan.scalar(0, integer)]);
  const rowwise = plan.run('Reshape', [inside, plan.integers([...indices, ...rest.map(() => 1)])]);
  plan.result(plan.run('SelectV2', [rowwise, gathered, zero]));
}

/** Adds the rows of each index up, in order, and these sums to the base. */
export function lowerScatterAddRows(plan: Plan, { inputs }: NodeOf<'scatterAddRows'>): void {
  const [{ shape: base }, { shape: indices }] = [inputs[0]!, inputs[1]!];
  const [rows, ...rest] = base as [number, ...number[]];
  const count = sizeOf(indices);
  const at = plan.input(1, [count]);
  const inside = plan.run('SelectV2', [areInside(plan, at, rows), at, plan.scalar(-1, integer)]);
  const sums = plan.run('UnsortedSegmentSum', [plan.input(2, [count, ...rest]), inside, plan.scalar(rows, integer)]);
  plan.result(plan.run('AddV2', [plan.input(0), sums]));
}
