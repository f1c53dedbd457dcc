/** How far a backend may be from the oracle: one formula for all backends, and the place where its factors stand. */
import type { TypedArray } from '@oneday/core';
import type { PrecisionPolicy } from '@oneday/ops';

/** Factors of one operation: relative errors that are allowed. */
interface Bound {
  /** Of results. A number holds for every precision policy. */
  readonly forward: number | { readonly [P in PrecisionPolicy]: number };
  /** Of gradients. */
  readonly backward: number | { readonly [P in PrecisionPolicy]: number };
  /** Whether each element of a result is held to its own size, not to that of the whole: where nothing is summed. */
  readonly elementwise?: boolean;
}

/** Half a unit in the last place of `f32`: what one rounding costs. */
const roundoff = 2 ** -24;
/** For values that are rounded after they were computed: one that is near a tie may fall to the other side. */
const rounded = { f32: 64 * roundoff, bf16: 2 ** -7, f16: 2 ** -10 };

/**
 * The factors: a few times what rounding every intermediate result to `f32` gives. Operations that only move elements,
 * and integers, are exact. Products of rounded inputs are as near as in `f32`.
 */
const bounds = {
  exact: { forward: 0, backward: 0, elementwise: true },
  moved: { forward: 0, backward: 8 * roundoff },
  arithmetic: { forward: roundoff, backward: 4 * roundoff, elementwise: true },
  root: { forward: 3 * roundoff, backward: 8 * roundoff, elementwise: true },
  exponential: { forward: 8 * roundoff, backward: 16 * roundoff, elementwise: true },
  power: { forward: 64 * roundoff, backward: 64 * roundoff, elementwise: true },
  periodic: { forward: 8 * roundoff, backward: 8 * roundoff },
  normalNumbers: { forward: 1e-6, backward: 0 },
  reduction: { forward: 8 * roundoff, backward: 8 * roundoff },
  product: { forward: 16 * roundoff, backward: { f32: 16 * roundoff, bf16: 16 * roundoff, f16: 16 * roundoff } },
  linear: { forward: 32 * roundoff, backward: rounded },
  attention: { forward: rounded, backward: rounded },
  norm: { forward: 32 * roundoff, backward: 64 * roundoff },
  crossEntropy: { forward: 32 * roundoff, backward: rounded },
  activation: { forward: 16 * roundoff, backward: 32 * roundoff },
  gated: { forward: 32 * roundoff, backward: 32 * roundoff },
  rotary: { forward: 16 * roundoff, backward: 16 * roundoff },
  optimizer: { forward: 8 * roundoff, backward: 0, elementwise: true },
} as const satisfies { readonly [name: string]: Bound };

/** The rows of the table. */
export type BoundName = keyof typeof bounds;

/** One array that two backends computed. */
export interface Comparison {
  /** What it is: `out`, `gradient of weight`. */
  readonly label: string;
  readonly got: TypedArray;
  readonly want: TypedArray;
  readonly bound: BoundName;
  readonly pass: 'forward' | 'backward';
  readonly policy: PrecisionPolicy;
}

/** The smallest normal `f32`: what is smaller may be flushed to zero. */
const underflow = 2 ** -126;

/**
 * Whether every element fulfils |got − want| ≤ bound(op, policy) · (|want| + rms(want)) + 2⁻¹²⁶, without rms(want)
 * for results of elementwise operations. NaN and infinities must stand in the same places; what is beyond `f32` is
 * infinite. Gives what is wrong, in one line, or undefined.
 */
export function firstMismatch({ label, got, want, bound, pass, policy }: Comparison): string | undefined {
  if (got.length !== want.length) return `${label} has ${got.length} elements, not ${want.length}`;
  const row: Bound = bounds[bound];
  const factors = row[pass];
  const factor = typeof factors === 'number' ? factors : factors[policy];
  const spread = row.elementwise === true && pass === 'forward' ? 0 : rootMeanSquare(want);
  for (let i = 0; i < want.length; i++) {
    const [x, y] = [withinF32(Number(got[i])), withinF32(Number(want[i]))];
    const allowed = factor * (Math.abs(y) + spread) + (factor === 0 ? 0 : underflow);
    const fits = Number.isFinite(y) ? Math.abs(x - y) <= allowed : Object.is(x, y);
    if (!fits) {
      const [off, most] = [Math.abs(x - y), allowed].map((error) => error.toExponential(2));
      return `${label}, element ${i} of ${want.length}: ${x} should be ${y}; off by ${off}, allowed ${most} (${bound})`;
    }
  }
  return undefined;
}

function withinF32(x: number): number {
  return Math.abs(x) >= 2 ** 128 ? Math.sign(x) * Infinity : x;
}

/** The root mean square of the finite elements. */
function rootMeanSquare(numbers: TypedArray): number {
  const finite = Array.from(numbers as Float64Array).filter(Number.isFinite);
  return Math.sqrt(finite.reduce((sum, x) => sum + x * x, 0) / Math.max(finite.length, 1));
}
