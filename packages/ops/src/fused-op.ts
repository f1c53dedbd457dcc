/** Big operations: a reference in primitives, hence a derivative everywhere, and where an engine has one a kernel. */
import type { Ops } from './ops.ts';
import type { FloatDType, Spec, Value } from './value.ts';

/** Named values: the inputs and outputs of a fused op; optional ones may be `undefined`. */
export type ValueRecord = { readonly [name: string]: Value | undefined };

/** The shapes and element types of a {@link ValueRecord}. */
export type Specs<R> = { readonly [K in keyof R]: R[K] extends Value ? Spec : Spec | undefined };

/** Attributes that every rounding op has: what the precision policy writes. */
export interface RoundingAttributes {
  /** The type its operands are rounded to before they are multiplied; products are summed in `f32`. Default `f32`. */
  readonly operands?: FloatDType;
}

/**
 * A fused op. Ours and a user's look the same. Names of inputs and outputs are disjoint.
 * @typeParam I its inputs @typeParam A its static attributes, plain data @typeParam O its outputs
 */
export interface FusedOp<I extends ValueRecord, A, O extends ValueRecord> {
  /** Unique within a backend. */
  readonly name: string;
  /** Checks shapes, element types and attributes (throwing `ShapeError`) and gives the outputs' shapes. */
  infer(inputs: Specs<I>, attributes: A): Specs<O>;
  /** What the op means. Kernels are held to it, and its derivative is the op's derivative. */
  reference(o: Ops, inputs: I, attributes: A): O;
  /** Outputs through which gradients flow. Empty: the op has no derivative and refuses inputs that need one. */
  readonly differentiable: readonly (keyof O & string)[];
  /** Whether the op takes {@link RoundingAttributes} from the precision policy. */
  readonly rounds?: boolean;
}

/** Any fused op, where its types do not matter. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- FusedOp is invariant in its parameters
export type AnyFusedOp = FusedOp<any, any, any>;

/** Why a kernel does not take a call: one short clause, shown by `doctor` and kept in the run's record. */
export type Reason = string;

/**
 * What each engine's kernel declares; how it computes is the engine's own (a function over memory, WGSL, StableHLO
 * text).
 */
export interface KernelDeclaration<I extends ValueRecord, A, O extends ValueRecord> {
  /** Whether the kernel takes this call; if not, why, and the reference runs. */
  supports(inputs: Specs<I>, attributes: A): true | Reason;
  /** The kernel's own backward pass. Without one the reference's derivative is used. */
  readonly backward?: {
    /** Statistics that the forward pass writes for the backward pass. */
    saves(inputs: Specs<I>, attributes: A): { readonly [name: string]: Spec };
    /** The inputs and outputs that the backward pass reads; the others are freed early. */
    readonly uses: readonly ((keyof I | keyof O) & string)[];
    /**
     * Inputs whose gradient is the cotangent of an output, unchanged: a residual. They cost nothing and are never
     * asked for.
     */
    readonly passes?: { readonly [K in keyof I]?: keyof O & string };
  };
}

/** Any kernel's declaration. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as AnyFusedOp
export type AnyKernelDeclaration = KernelDeclaration<any, any, any>;

/** The present (not `undefined`) entries of a record, in the order of its keys. */
export function presentEntries(record: ValueRecord): [name: string, value: Value][] {
  return Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined);
}

/** The specs of a record of values. */
export function specsOf<R extends ValueRecord>(record: R): Specs<R> {
  const entries = presentEntries(record).map(([name, { shape, dtype }]) => [name, { shape, dtype }]);
  return Object.fromEntries(entries) as Specs<R>;
}
