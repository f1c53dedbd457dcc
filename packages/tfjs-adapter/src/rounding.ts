/** Elements of the host as a device keeps them: four bytes each, narrow floats rounded. */
import type { TypedArray } from '@oneday/core';
import type { DType } from '@oneday/ops';
import { roundTo } from '@oneday/ops';

/** `data` converted to `dtype`: a new array of four bytes an element. */
export function hostElements(data: TypedArray, dtype: DType): Float32Array | Int32Array | Uint32Array {
  const numbers = roundTo(dtype, data) as Float32Array;
  switch (dtype) {
    case 'f32':
    case 'bf16':
    case 'f16':
      return Float32Array.from(numbers);
    case 'u32':
      return Uint32Array.from(numbers);
    case 'i32':
      return Int32Array.from(numbers);
    case 'bool':
      return Int32Array.from(numbers, (element) => Number(element !== 0));
  }
}
