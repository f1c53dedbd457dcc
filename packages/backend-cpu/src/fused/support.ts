/** What these kernels do not take. */
import type { FloatDType, Reason, Spec } from '@oneday/ops';

/** They multiply in `f32` only; rounded operands are left to the reference, which rounds them. */
export function computesInF32(operands: FloatDType | undefined, ...inputs: readonly Spec[]): true | Reason {
  const narrow =
    operands !== undefined && operands !== 'f32' ? operands : inputs.find((spec) => spec.dtype !== 'f32')?.dtype;
  return narrow === undefined ? true : `operands in ${narrow}: the kernel computes in f32`;
}
