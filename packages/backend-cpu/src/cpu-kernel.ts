/** Native kernels of this backend: ours and a user's are declared alike. */
import type { AnyFusedOp, FusedOp, KernelDeclaration, Spec, ValueRecord } from '@oneday/ops';
import type { Steps } from './steps.ts';
import type { Tensor } from './tensor.ts';

/** Tensors by name, with the optional ones of `R` optional. */
export type TensorsOf<R> = { readonly [K in keyof R]: R[K] extends Spec ? Tensor : Tensor | undefined };

/** A forward pass to emit. */
export interface ForwardCall<I, A, O> {
  readonly inputs: TensorsOf<I>;
  readonly attributes: A;
  readonly outputs: TensorsOf<O>;
  /** The statistics that `backward.saves` declared; empty when no backward pass follows. */
  readonly saved: { readonly [name: string]: Tensor };
}

/** Where a gradient goes. */
export interface GradientTarget {
  readonly tensor: Tensor;
  /** Add to what is there instead of overwriting it. Only set for inputs that the kernel lists in `accumulates`. */
  readonly accumulate: boolean;
}

/** A backward pass to emit. */
export interface BackwardCall<I, A, O> {
  /** The inputs and outputs of the forward pass that `backward.uses` names, as far as they were given. */
  readonly used: Partial<TensorsOf<I> & TensorsOf<O>>;
  readonly attributes: A;
  readonly saved: { readonly [name: string]: Tensor };
  /** Cotangents of the outputs, where there are any. */
  readonly cotangents: { readonly [K in keyof O]?: Tensor };
  /** The gradients that are asked for. */
  readonly gradients: { readonly [K in keyof I]?: GradientTarget };
}

/**
 * How this backend computes a fused op. `forward` and `backward.emit` are called once, when a program is prepared,
 * and emit the steps that every run repeats. Outputs never share memory with inputs, unless `inPlace` says they may.
 */
export interface CpuKernel<I extends ValueRecord, A, O extends ValueRecord> extends Omit<
  KernelDeclaration<I, A, O>,
  'backward'
> {
  forward(steps: Steps, call: ForwardCall<I, A, O>): void;
  /** Outputs that may be written over the named input, element by element. */
  readonly inPlace?: { readonly [K in keyof O]?: keyof I };
  readonly backward?: NonNullable<KernelDeclaration<I, A, O>['backward']> & {
    /** Inputs whose gradient can be added straight into a variable. */
    readonly accumulates?: readonly (keyof I)[];
    emit(steps: Steps, call: BackwardCall<I, A, O>): void;
  };
}

/** Any kernel of this backend. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- CpuKernel is invariant in its parameters
export type AnyCpuKernel = CpuKernel<any, any, any>;

/** A fused op with this backend's kernel for it. */
export type KernelBinding = readonly [op: AnyFusedOp, kernel: AnyCpuKernel];

/** Binds a kernel to its op, checking that their types fit. */
export function cpuKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>,
  kernel: CpuKernel<I, A, O>,
): KernelBinding {
  return [op as AnyFusedOp, kernel as AnyCpuKernel];
}
