/** Nodes that move elements. */
import type { NodeOf } from '@oneday/ops';
import { integerAttribute } from '../binding.ts';
import type { Plan } from '../plan.ts';
import { convert } from './elementwise.ts';

/** Emits a transposition. */
export function lowerTranspose(plan: Plan, { attributes }: NodeOf<'transpose'>): void {
  plan.result(plan.run('Transpose', [plan.input(0), plan.integers(attributes.permutation)]));
}

/** Emits a part. */
export function lowerSlice(plan: Plan, { attributes: { starts }, outputs }: NodeOf<'slice'>): void {
  plan.result(plan.run('Slice', [plan.input(0), plan.integers(starts), plan.integers(outputs[0]!.shape)]));
}

/** Reads the update at each place less the start, and chooses it where there is such a place. */
export function lowerUpdateSlice(plan: Plan, { attributes: { axis }, inputs }: NodeOf<'updateSlice'>): void {
  const [{ shape }, { shape: part }] = [inputs[0]!, inputs[1]!];
  const integer = { dtype: 'i32' } as const;
  const [size, count] = [shape[axis]!, part[axis]!];
  if (count === 0) return plan.result(plan.run('Identity', [plan.input(0)]));
  const least = plan.run('Maximum', [plan.input(2), plan.scalar(0, integer)]);
  const start = plan.run('Minimum', [least, plan.scalar(size - count, integer)]);
  const place = plan.run('Sub', [plan.integers([...Array(size).keys()]), start]);
  const inside = plan.run('Minimum', [
    plan.run('Maximum', [place, plan.scalar(0, integer)]), plan.scalar(count - 1, integer),
  ]);
  const moved = plan.run('GatherV2', [plan.input(1), inside, plan.scalar(axis, integer)]);
  const isUpdated = plan.run('Equal', [inside, place]);
  const alongAxis = plan.integers(shape.map((length, other) => (other === axis ? length : 1)));
  plan.result(plan.run('SelectV2', [plan.run('Reshape', [isUpdated, alongAxis]), moved, plan.input(0)]));
}

/** Emits a frame. */
export function lowerPad(plan: Plan, { attributes: { before, after, fill }, inputs }: NodeOf<'pad'>): void {
  const { dtype } = inputs[0]!;
  const frame = plan.constant(Int32Array.from(before.flatMap((n, axis) => [n, after[axis]!])), [before.length, 2]);
  const number = plan.scalar(fill, { dtype: dtype === 'bool' ? 'i32' : dtype });
  const filler = dtype === 'bool' ? plan.run('NotEqual', [number, plan.scalar(0, { dtype: 'i32' })]) : number;
  plan.result(plan.run('PadV2', [plan.input(0), frame, filler]));
}

/** Emits parts one behind the other. */
export function lowerConcat(plan: Plan, { attributes: { axis }, inputs }: NodeOf<'concat'>): void {
  if (inputs.length === 1) return plan.result(plan.run('Identity', [plan.input(0)]));
  const parts = inputs.map((_, i) => plan.input(i));
  const attributes = [integerAttribute('N', inputs.length), plan.typeOf(0, 'T')];
  plan.result(plan.run('ConcatV2', [...parts, plan.scalar(axis, { dtype: 'i32' })], attributes));
}

/** Emits 0, 1, 2 … along one axis; the others are repeated by who reads it. */
export function lowerIota(plan: Plan, { attributes: { axis }, outputs }: NodeOf<'iota'>): void {
  const { shape, dtype } = outputs[0]!;
  const counted = { dtype: dtype === 'u32' ? 'i32' : dtype } as const;
  const [first, last, step] = [0, shape[axis]!, 1].map((n) => plan.scalar(n, counted));
  const range = convert(plan, plan.run('Range', [first!, last!, step!]), counted.dtype, dtype);
  const alongAxis = plan.integers(shape.map((length, other) => (other === axis ? length : 1)));
  plan.result(plan.run('Reshape', [range, alongAxis]));
}
