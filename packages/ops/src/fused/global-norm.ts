/** The length of all gradients together. */
import { square, sum, valueOf } from '../arithmetic.ts';
import type { FusedOp, ValueRecord } from '../fused-op.ts';
import { presentEntries } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { describe } from '../value.ts';
import type { Operand, Spec, Value } from '../value.ts';

/** The fused op behind {@link globalNorm}; its inputs are named '0', '1', …. */
export const globalNormOp: FusedOp<ValueRecord, object, { norm: Value }> = {
  name: 'globalNorm',
  differentiable: [],
  infer(inputs) {
    const specs = Object.values(inputs) as Spec[];
    requireFit(specs.length > 0 && specs.every((spec) => spec.dtype === 'f32'), () =>
      `globalNorm: needs at least one value, all f32; got ${specs.map(describe).join(', ')}`);
    return { norm: { shape: [], dtype: 'f32' } };
  },
  reference(o, inputs) {
    const sums = presentEntries(inputs).map(([, x]) => sum(o, square(o, x)));
    return {
      norm: o.unary(
        'sqrt',
        sums.reduce((total, next) => o.binary('add', total, next)),
      ),
    };
  },
};

/** √Σ x² over every element of every operand, an `f32` scalar; not finite if any of them is not. */
export function globalNorm(o: Ops, operands: readonly Operand[]): Value {
  const inputs = Object.fromEntries(operands.map((operand, i) => [String(i), valueOf(o, operand)]));
  return o.call(globalNormOp, inputs, {}).norm;
}
