/** What model code is given: primitives, fused ops, checkpointed blocks. */
import type { FusedOp, ValueRecord } from './fused-op.ts';
import type { Primitives } from './primitives.ts';
import type { ValueTree } from './tree.ts';
import type { Value } from './value.ts';

/**
 * The operations of a program. They exist only as the argument of `Backend.program` and `Backend.scope`; the tape and
 * the precision policy wrap them and are Ops themselves.
 */
export interface Ops extends Primitives {
  /** Calls a fused op: its kernel where the backend has one that takes these shapes, else its reference. */
  call<I extends ValueRecord, A, O extends ValueRecord>(op: FusedOp<I, A, O>, inputs: I, attributes: A): O;
  /**
   * Calls `block` and, under a tape, keeps only its inputs and computes the rest again in the backward pass (Chen et
   * al. 2016). `block` gets everything that needs a gradient through `inputs` or by reading variables; capturing such
   * a value throws.
   */
  checkpoint<I extends ValueTree, O extends ValueTree>(block: (o: Ops, inputs: I) => O, inputs: I): O;
  /** For tapes: this call on the backend's kernel, or undefined where the reference runs. */
  native(
    op: FusedOp<ValueRecord, unknown, ValueRecord>,
    inputs: ValueRecord,
    attributes: unknown,
  ): NativeCall | undefined;
}

/** One call of a fused op on a backend's kernel, seen by the tape. */
export interface NativeCall {
  /** Whether the kernel has a backward pass; without one the tape derives the reference. */
  readonly hasBackward: boolean;
  /** Runs the forward pass; with `save`, its statistics are kept for {@link NativeForward.backward}. */
  forward(save: boolean): NativeForward;
}

/** A forward pass that can be gone back through. */
export interface NativeForward {
  readonly outputs: ValueRecord;
  /** Gradients of the inputs named in `needs`, where there are any, from the cotangents of the outputs. */
  backward(
    cotangents: { readonly [output: string]: Value },
    needs: readonly string[],
  ): { readonly [input: string]: Value };
}
