/** Kernels that emit steps: what they are given, and how an engine reads that off the node of a recorded call. */
import type { AnyFusedOp, KernelDeclaration, ValueRecord } from './fused-op.ts';
import type { NodeOf } from './graph.ts';
import type { Spec } from './value.ts';

/** An array for each entry of `R`; of optional ones, where they are given. @typeParam T the engine's own type of it */
export type ArraysOf<R, T> = { readonly [K in keyof R]: R[K] extends Spec ? T : T | undefined };

/** A forward pass to emit. */
export interface StepForwardCall<I, A, O, T> {
  readonly inputs: ArraysOf<I, T>;
  readonly attributes: A;
  readonly outputs: ArraysOf<O, T>;
  /** The statistics that `backward.saves` declared; empty when no backward pass follows. */
  readonly saved: { readonly [name: string]: T };
}

/** A backward pass to emit. @typeParam G where a gradient goes */
export interface StepBackwardCall<I, A, O, T, G> {
  /** The inputs and outputs of the forward pass that `backward.uses` names, as far as they were given. */
  readonly used: Partial<ArraysOf<I, T> & ArraysOf<O, T>>;
  readonly attributes: A;
  readonly saved: { readonly [name: string]: T };
  /** Cotangents of the outputs, where there are any. */
  readonly cotangents: { readonly [K in keyof O]?: T };
  /** The gradients that are asked for. */
  readonly gradients: { readonly [K in keyof I]?: G };
}

/**
 * How an engine computes a fused op in steps of its own. `forward` and `backward.emit` are called once, when a program
 * is prepared, and emit the steps that every run repeats.
 * @typeParam S what steps are emitted to @typeParam T an array @typeParam G where a gradient goes
 */
export interface StepKernel<I extends ValueRecord, A, O extends ValueRecord, S, T, G = T> extends Omit<
  KernelDeclaration<I, A, O>,
  'backward'
> {
  forward(steps: S, call: StepForwardCall<I, A, O, T>): void;
  readonly backward?: NonNullable<KernelDeclaration<I, A, O>['backward']> & {
    emit(steps: S, call: StepBackwardCall<I, A, O, T, G>): void;
  };
}

/** A fused op with an engine's kernel for it; whoever makes one checks that their types fit. */
export type KernelBinding<K> = readonly [op: AnyFusedOp, kernel: K];

/** What a node tells of its op's inputs and outputs: their names. */
type Names = Readonly<Record<string, Spec>>;

/** What a kernel's forward pass is given for `node`, whose arrays these are, in order. */
export function forwardCall<T>(
  { attributes: call }: NodeOf<'fused'>, inputs: readonly T[], outputs: readonly T[],
): StepForwardCall<Names, unknown, Names, T> {
  return {
    inputs: byName(call.inputNames, inputs),
    attributes: call.attributes,
    outputs: byName(call.outputNames, outputs),
    saved: byName(call.savedNames, outputs.slice(call.outputNames.length)),
  };
}

/** What a kernel's backward pass is given for `node`, whose arrays these are, in order. */
export function backwardCall<T, G>(
  { attributes: call }: NodeOf<'fusedBackward'>, inputs: readonly T[], gradients: readonly G[],
): StepBackwardCall<Names, unknown, Names, T, G> {
  const { uses, savedNames, cotangents, needs } = call;
  return {
    used: byName(uses, inputs),
    attributes: call.attributes,
    saved: byName(savedNames, inputs.slice(uses.length)),
    cotangents: byName(cotangents, inputs.slice(uses.length + savedNames.length)),
    gradients: byName(needs, gradients),
  };
}

function byName<T>(names: readonly string[], arrays: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, arrays[i]!]));
}
