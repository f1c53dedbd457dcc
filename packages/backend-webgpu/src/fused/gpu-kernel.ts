/** Kernels of fused ops on this backend. */
import type { AnyFusedOp, KernelDeclaration, FusedOp, Spec, ValueRecord } from '@oneday/ops';
import type { ArrayReference, Steps } from '../steps.ts';

/** An array with the spec of its value. */
export type Operand = Spec & { readonly array: ArrayReference };

/** Operands by name. */
export type Operands = { readonly [name: string]: Operand | undefined };

/** How this backend computes a fused op: steps that every run repeats, made when a program is prepared. */
export interface GpuKernel<I extends ValueRecord, A, O extends ValueRecord> extends KernelDeclaration<I, A, O> {
  /** Emits the forward pass. `saved` is empty when no backward pass follows. */
  forward(steps: Steps, call: { inputs: Operands; attributes: A; outputs: Operands; saved: Operands }): void;
  /** Emits the backward pass, where `backward` declares one. */
  emitBackward?(
    steps: Steps,
    call: { used: Operands; attributes: A; saved: Operands; cotangents: Operands; gradients: Operands },
  ): void;
}

/** Any kernel. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- GpuKernel is invariant in its parameters
export type AnyGpuKernel = GpuKernel<any, any, any>;

/** A fused op with its kernel. */
export type KernelBinding = readonly [op: AnyFusedOp, kernel: AnyGpuKernel];

/** Binds a kernel to its op, checking that their types fit. */
export function gpuKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>, kernel: GpuKernel<I, A, O>,
): KernelBinding {
  return [op as AnyFusedOp, kernel as AnyGpuKernel];
}
