/** Native kernels of this backend: ours and a user's are declared alike. */
import type {
  AnyFusedOp, ArraysOf, FusedOp, KernelBinding as BindingOf, Spec, StepBackwardCall, StepForwardCall, StepKernel,
  ValueRecord,
} from '@oneday/ops';
import type { ArrayReference, Steps } from './steps.ts';

/** An array with the spec of its value. */
export type Operand = Spec & { readonly array: ArrayReference };

/** Operands by name, with the optional ones of `R` optional. */
export type OperandsOf<R> = ArraysOf<R, Operand>;

/** A forward pass to emit. */
export type ForwardCall<I, A, O> = StepForwardCall<I, A, O, Operand>;

/** A backward pass to emit. */
export type BackwardCall<I, A, O> = StepBackwardCall<I, A, O, Operand, Operand>;

/** How this backend computes a fused op. Outputs never share memory with inputs, except by `inPlace`. */
export interface GpuKernel<I extends ValueRecord, A, O extends ValueRecord>
  extends StepKernel<I, A, O, Steps, Operand> {
  /**
   * Outputs that are computed in the array of the named input, of the same size: it holds the input when the steps
   * begin and is bound once, as the output's.
   */
  readonly inPlace?: { readonly [K in keyof O]?: keyof I & string };
}

/** Any kernel of this backend. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- GpuKernel is invariant in its parameters
export type AnyGpuKernel = GpuKernel<any, any, any>;

/** A fused op with this backend's kernel for it. */
export type KernelBinding = BindingOf<AnyGpuKernel>;

/** Binds a kernel to its op, checking that their types fit. */
export function gpuKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>, kernel: GpuKernel<I, A, O>,
): KernelBinding {
  return [op as AnyFusedOp, kernel as AnyGpuKernel];
}
