/** Kernels of fused ops on this backend. */
import type { AnyFusedOp, FusedOp, KernelDeclaration, Spec, ValueRecord } from '@oneday/ops';
import type { Plan } from '../plan.ts';

/** One of a node's inputs or outputs: its place among them, with the spec of its value. */
export type Operand = Spec & { readonly index: number };

/** Operands by name. */
export type Operands = { readonly [name: string]: Operand | undefined };

/** How this backend computes a fused op: TensorFlow operations, chosen when a program is prepared. */
export interface TensorKernel<I extends ValueRecord, A, O extends ValueRecord> extends KernelDeclaration<I, A, O> {
  /** Emits the forward pass. `saved` is empty when no backward pass follows. */
  forward(plan: Plan, call: { inputs: Operands; attributes: A; outputs: Operands; saved: Operands }): void;
  /** Emits the backward pass. */
  emitBackward(
    plan: Plan,
    call: { used: Operands; attributes: A; saved: Operands; cotangents: Operands; gradients: Operands },
  ): void;
}

/** Any kernel. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TensorKernel is invariant in its parameters
export type AnyTensorKernel = TensorKernel<any, any, any>;

/** A fused op with its kernel. */
export type KernelBinding = readonly [op: AnyFusedOp, kernel: AnyTensorKernel];

/** Binds a kernel to its op, checking that their types fit. */
export function tensorKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>, kernel: TensorKernel<I, A, O>,
): KernelBinding {
  return [op as AnyFusedOp, kernel as AnyTensorKernel];
}
