/** Native kernels of this backend: ours and a user's are declared alike. */
import type { AnyFusedOp, FusedOp, KernelDeclaration, Spec, ValueRecord } from '@oneday/ops';
import type { ArrayReference, Steps } from './steps.ts';

/** An array with the spec of its value. */
export type Operand = Spec & { readonly array: ArrayReference };

/** Operands by name, with the optional ones of `R` optional. */
export type OperandsOf<R> = { readonly [K in keyof R]: R[K] extends Spec ? Operand : Operand | undefined };

/** A forward pass to emit. */
export interface ForwardCall<I, A, O> {
  readonly inputs: OperandsOf<I>;
  readonly attributes: A;
  readonly outputs: OperandsOf<O>;
  /** The statistics that `backward.saves` declared; empty when no backward pass follows. */
  readonly saved: { readonly [name: string]: Operand };
}

/** A backward pass to emit. */
export interface BackwardCall<I, A, O> {
  /** The inputs and outputs of the forward pass that `backward.uses` names, as far as they were given. */
  readonly used: Partial<OperandsOf<I> & OperandsOf<O>>;
  readonly attributes: A;
  readonly saved: { readonly [name: string]: Operand };
  /** Cotangents of the outputs, where there are any. */
  readonly cotangents: { readonly [K in keyof O]?: Operand };
  /** The gradients that are asked for. */
  readonly gradients: { readonly [K in keyof I]?: Operand };
}

/**
 * How this backend computes a fused op. `forward` and `backward.emit` are called once, when a program is prepared,
 * and emit the steps that every run repeats. Outputs never share memory with inputs, except by `inPlace`.
 */
export interface GpuKernel<I extends ValueRecord, A, O extends ValueRecord> extends Omit<
  KernelDeclaration<I, A, O>,
  'backward'
> {
  forward(steps: Steps, call: ForwardCall<I, A, O>): void;
  /**
   * Outputs that are computed in the array of the named input, of the same size: it holds the input when the steps
   * begin and is bound once, as the output's.
   */
  readonly inPlace?: { readonly [K in keyof O]?: keyof I & string };
  readonly backward?: NonNullable<KernelDeclaration<I, A, O>['backward']> & {
    emit(steps: Steps, call: BackwardCall<I, A, O>): void;
  };
}

/** Any kernel of this backend. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- GpuKernel is invariant in its parameters
export type AnyGpuKernel = GpuKernel<any, any, any>;

/** A fused op with this backend's kernel for it. */
export type KernelBinding = readonly [op: AnyFusedOp, kernel: AnyGpuKernel];

/** Binds a kernel to its op, checking that their types fit. */
export function gpuKernel<I extends ValueRecord, A, O extends ValueRecord>(
  op: FusedOp<I, A, O>, kernel: GpuKernel<I, A, O>,
): KernelBinding {
  return [op as AnyFusedOp, kernel as AnyGpuKernel];
}
