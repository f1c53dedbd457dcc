/** A fused op of a user's own: its declaration, its call site, and the declaration of its kernel. */
import { describe, multiply, requireFit, scalarLike } from '@oneday/ops';
import type { FusedOp, KernelDeclaration, Ops, Value } from '@oneday/ops';

interface SoftcapAttributes {
  readonly cap: number;
}

/** cap · tanh(x / cap). */
export const softcapOp: FusedOp<{ x: Value }, SoftcapAttributes, { out: Value }> = {
  name: 'softcap',
  differentiable: ['out'],
  infer({ x }, { cap }) {
    requireFit(cap > 0 && x.dtype === 'f32', () => `softcap: needs x in f32 and cap > 0; got ${describe(x)}, ${cap}`);
    return { out: x };
  },
  reference: (o, { x }, { cap }) => ({ out: multiply(o, o.unary('tanh', multiply(o, x, 1 / cap)), cap) }),
};

/** A user's op has the call site of ours. */
export function softcap(o: Ops, x: Value, cap: number): Value {
  return o.call(softcapOp, { x }, { cap }).out;
}

/** The declaration that every engine's kernel carries. */
export const softcapKernel: KernelDeclaration<{ x: Value }, SoftcapAttributes, { out: Value }> = {
  supports: ({ x }) => x.shape.length > 0 || 'a scalar is not worth a kernel',
  backward: { saves: () => ({}), uses: ['out'] },
};

/** What the compiler refuses. */
export function refused(o: Ops, x: Value): void {
  // @ts-expect-error -- the attribute is required
  o.call(softcapOp, { x }, {});
  // @ts-expect-error -- so is the input
  o.call(softcapOp, {}, { cap: 30 });
  // @ts-expect-error -- an input is a value
  o.call(softcapOp, { x: 30 }, { cap: 30 });
  // @ts-expect-error -- the op's result is named `out`
  void o.call(softcapOp, { x }, { cap: 30 }).y;
}

/** An op whose result cannot come from its reference. */
export const misnamed: FusedOp<{ x: Value }, object, { out: Value }> = {
  name: 'misnamed',
  differentiable: ['out'],
  infer: ({ x }) => ({ out: x }),
  // @ts-expect-error -- the reference gives `y`, the op promises `out`
  reference: (o, { x }) => ({ y: scalarLike(o, 0, x) }),
};

/** Kernels that do not fit their op. */
export const unfit: readonly KernelDeclaration<{ x: Value }, SoftcapAttributes, { out: Value }>[] = [
  // @ts-expect-error -- the op has no input `logits`
  { supports: ({ logits }) => logits.shape.length > 0 },
  // @ts-expect-error -- a refusal says why
  { supports: () => false },
  // @ts-expect-error -- backward reads inputs, outputs and saved statistics only
  { supports: () => true, backward: { saves: () => ({}), uses: ['mean'] } },
];
