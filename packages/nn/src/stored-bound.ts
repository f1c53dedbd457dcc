/** Bound variables to and from tensors on the host, as checkpoints hold them. */
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { describe, isFloat, sameShape } from '@oneday/ops';
import type { Backend, Variable } from '@oneday/ops';
import type { Bound } from './bound.ts';

/** The elements of every variable of `bound`, under their names. Waits for what was enqueued. */
export async function readBound(backend: Backend, bound: Bound): Promise<NamedTensors> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, variable] of bound) tensors.set(name, await readTensor(backend, variable));
  return tensors;
}

/**
 * Sets every variable of `bound` from the tensor of its name. All are checked before the first is written.
 * @throws InvalidInputError when a tensor is missing, or has another shape or element type than its variable
 */
export function writeBound(backend: Backend, bound: Bound, tensors: NamedTensors): void {
  const pairs = [...bound].map(([name, variable]) => [variable, matching(name, variable, tensors.get(name))] as const);
  pairs.forEach(([variable, tensor]) => backend.writeVariable(variable, tensor.data));
}

async function readTensor(backend: Backend, variable: Variable): Promise<StoredTensor> {
  const { dtype, shape } = variable;
  const data = await backend.readVariable(variable);
  if (dtype === 'i32') return { dtype, shape, data: data as Int32Array };
  if (dtype === 'u32') return { dtype, shape, data: data as Uint32Array };
  if (dtype === 'bool') return { dtype, shape, data: data as Uint8Array };
  // An oracle's floats have more digits; they are kept.
  if (data instanceof Float64Array) return { dtype: 'f64', shape, data };
  return { dtype: 'f32', shape, data: data as Float32Array };
}

function matching(name: string, variable: Variable, tensor: StoredTensor | undefined): StoredTensor {
  if (tensor === undefined) throw new InvalidInputError(`checkpoint: "${name}" ${describe(variable)} is missing`);
  const isSameType = isFloat(variable.dtype) ? /^f(32|64)$/.test(tensor.dtype) : tensor.dtype === variable.dtype;
  if (isSameType && sameShape(tensor.shape, variable.shape)) return tensor;
  const got = `${tensor.dtype}[${tensor.shape.join(',')}]`;
  throw new InvalidInputError(`checkpoint: "${name}" must be ${describe(variable)}; got ${got}`);
}
