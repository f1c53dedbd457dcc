/** Native kernels of this backend: ours and a user's are declared alike. */
import type {
  AnyFusedOp, ArraysOf, FusedOp, KernelBinding as BindingOf, StepBackwardCall, StepForwardCall, StepKernel, ValueRecord,
} from '@oneday/ops';
import type { Steps } from './steps.ts';
import type { Tensor } from './tensor.ts';

/** Tensors by name, with the optional ones of `R` optional. */
export type TensorsOf<R> = ArraysOf<R, Tensor>;

/** Where a gradient goes. */
export interface GradientTarget {
  readonly tensor: Tensor;
  /** Add to what is there instead of overwriting it. Only set for inputs that the kernel lists in `accumulates`. */
  readonly accumulate: boolean;
}

/** A forward pass to emit. */
export type ForwardCall<I, A, O> = StepForwardCall<I, A, O, Tensor>;

/** A backward pass to emit. */
export type BackwardCall<I, A, O> = StepBackwardCall<I, A, O, Tensor, GradientTarget>;

type CpuStepKernel<I extends ValueRecord, A, O extends ValueRecord> = StepKernel<
  I, A, O, Steps, Tensor, GradientTarget
>;

/** How this backend computes a fused op. Outputs never share memory with inputs, unless `inPlace` says they may. */
export interface CpuKernel<I extends ValueRecord, A, O extends ValueRecord> extends CpuStepKernel<I, A, O> {
  /** Outputs that may be written over the named input, element by element. */
  readonly inPlace?: { readonly [K in keyof O]?: keyof I };
  readonly backward?: NonNullable<CpuStepKernel<I, A, O>['backward']> & {
    /** Inputs whose gradient can be added straight into a variable. */
    readonly accumulates?: readonly (keyof I)[];
  };
}

/** Any kernel of this backend. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- CpuKernel is invariant in its parameters
export type AnyCpuKernel = CpuKernel<any, any, any>;

/** A fused op with this backend's kernel for it. */
export type KernelBinding = BindingOf<AnyCpuKernel>;

/** Binds a kernel to its op, checking that their types fit. */
export function cpuKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>,
  kernel: CpuKernel<I, A, O>,
): KernelBinding {
  return [op as AnyFusedOp, kernel as AnyCpuKernel];
}
