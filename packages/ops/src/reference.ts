/** Runs references, held to what their ops say of them. */
import { specsOf } from './fused-op.ts';
import type { FusedOp, ValueRecord } from './fused-op.ts';
import { requireFit } from './infer.ts';
import type { Ops } from './ops.ts';
import { sameSpec } from './tree.ts';
import { describe } from './value.ts';
import type { Spec } from './value.ts';

/** The op by its reference. Throws `ShapeError` where the result is not what `infer` promises. */
export function callReference<I extends ValueRecord, A, O extends ValueRecord>(
  o: Ops,
  op: FusedOp<I, A, O>,
  inputs: I,
  attributes: A,
): O {
  const promised = op.infer(specsOf(inputs), attributes) as Record<string, Spec | undefined>;
  const outputs = op.reference(o, inputs, attributes);
  for (const [name, spec] of Object.entries(promised)) {
    const value = outputs[name];
    const agree = value === undefined || spec === undefined ? value === spec : sameSpec(value, spec);
    const show = (part: Spec | undefined) => (part === undefined ? 'nothing' : describe(part));
    requireFit(agree, () => `${op.name}: infer promises ${show(spec)} for ${name}, its reference gives ${show(value)}`);
  }
  return outputs;
}
