/** The precision policy: which type the operands of the big products are rounded to. */
import type { AnyFusedOp, FusedOp, ValueRecord } from './fused-op.ts';
import type { NativeCall, Ops } from './ops.ts';
import { primitiveNames } from './primitives.ts';
import type { Primitives } from './primitives.ts';
import type { Value } from './value.ts';
import type { ValueTree } from './tree.ts';

/**
 * `f32`, or operands in `bf16` or `f16` with sums, master weights, residual stream and statistics in `f32`.
 * Under `f16` a dynamic loss scale is needed; it enters as the seed of `Tape.backward`.
 */
export type PrecisionPolicy = 'f32' | 'bf16' | 'f16';

/**
 * Ops that round the operands of the ops that say they round (`FusedOp.rounds`), and nothing else. The rounding stands
 * in those ops' references, so that the float64 oracle rounds too. Wrap the tape, not the other way round.
 */
export function withPrecision(o: Ops, policy: PrecisionPolicy): Ops {
  if (policy === 'f32') return o;
  const rounding = <A>(op: AnyFusedOp, attributes: A): A =>
    op.rounds === true ? { operands: policy, ...attributes } : attributes;
  return {
    ...primitivesOf(o),
    call<I extends ValueRecord, A, O extends ValueRecord>(op: FusedOp<I, A, O>, inputs: I, attributes: A): O {
      return o.call(op, inputs, rounding(op as AnyFusedOp, attributes));
    },
    checkpoint<I extends ValueTree, O extends ValueTree>(block: (inner: Ops, inputs: I) => O, inputs: I): O {
      return o.checkpoint((inner, given: I) => block(withPrecision(inner, policy), given), inputs);
    },
    native(op: AnyFusedOp, inputs: ValueRecord, attributes: unknown): NativeCall | undefined {
      return o.native(op, inputs, rounding(op, attributes));
    },
  };
}

/** `x` rounded to the type of products' operands; `x` itself for `f32`. */
export function roundOperand(o: Primitives, x: Value, operands: PrecisionPolicy | undefined): Value {
  return operands === undefined || operands === 'f32' || x.dtype === operands ? x : o.cast(x, operands);
}

/** `x` rounded like an operand but still `f32`, for elementwise arithmetic. */
export function roundValue(o: Primitives, x: Value, operands: PrecisionPolicy | undefined): Value {
  const rounded = roundOperand(o, x, operands);
  return rounded === x ? x : o.cast(rounded, 'f32');
}

/** The primitives of `o`, bound to it. */
function primitivesOf(o: Ops): Primitives {
  const bound = primitiveNames.map((name) => [name, (o[name] as (...operands: unknown[]) => unknown).bind(o)]);
  return Object.fromEntries(bound) as Primitives;
}
