/** Where a program's values lie. Addresses are known only when the program is bound to its workspace. */
import type { Shape, Spec } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';

/** A run of bytes whose address may still be open. */
export interface Place {
  /** The address, once planning is done. */
  pointer(): number;
}

/** A dense row-major array of four-byte elements at some place. */
export interface Tensor extends Spec {
  readonly place: Place;
}

/** An argument of a kernel: an integer, an `f32`, a tensor's address, or an address some elements into it. */
export type Slot = number | Tensor | { readonly f32: number } | { readonly tensor: Tensor; readonly elements: number };

/** The same bytes under another spec of equal size. */
export function viewOf(tensor: Tensor, spec: Spec): Tensor {
  return { shape: spec.shape, dtype: spec.dtype, place: tensor.place };
}

/** The 32-bit pattern of a slot. */
export function slotBits(slot: Slot): number {
  if (typeof slot === 'number') return slot;
  if ('f32' in slot) return bitsOfFloat(slot.f32);
  return 'tensor' in slot ? slot.tensor.place.pointer() + 4 * slot.elements : slot.place.pointer();
}

/** The bits of `value` as an `f32`. */
export function bitsOfFloat(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

/** Bytes of an array of this shape. */
export function bytesOf(shape: Shape): number {
  return 4 * sizeOf(shape);
}
