/** Kernels of fused ops on this backend. */
import type { AnyFusedOp, ArraysOf, FusedOp, KernelBinding, Spec, StepKernel, ValueRecord } from '@oneday/ops';
import type { Plan } from '../plan.ts';

/** One of a node's inputs or outputs: its place among them, with the spec of its value. */
export type Operand = Spec & { readonly index: number };

/** Operands by name, as far as they are given. */
export type OperandsOf<R> = Partial<ArraysOf<R, Operand>>;

/** How this backend computes a fused op: TensorFlow operations, chosen when a program is prepared. */
export type TensorKernel<I extends ValueRecord, A, O extends ValueRecord> = StepKernel<I, A, O, Plan, Operand>;

/** Any kernel. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TensorKernel is invariant in its parameters
export type AnyTensorKernel = TensorKernel<any, any, any>;

/** Binds a kernel to its op, checking that their types fit. */
export function tensorKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>, kernel: TensorKernel<I, A, O>,
): KernelBinding<AnyTensorKernel> {
  return [op as AnyFusedOp, kernel as AnyTensorKernel];
}
