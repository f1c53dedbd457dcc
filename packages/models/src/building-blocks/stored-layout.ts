/** Tensors on the host, laid out anew: what other libraries' formats differ in. */
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';

/** The tensor `name`. @throws InvalidInputError when it is missing */
export function requiredTensor(model: string, tensors: NamedTensors, name: string): StoredTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new InvalidInputError(`${model}: parameter "${name}" is missing`);
  return tensor;
}

/** [R, C] → [C, R], of any element type. @throws InvalidInputError for what is no matrix */
export function transposed(model: string, tensor: StoredTensor): StoredTensor {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new InvalidInputError(`${model}: a linear layer's weight must be a matrix; got [${tensor.shape.join(',')}]`);
  }
  const source: ArrayLike<number | bigint> = tensor.data;
  const data = tensor.data.slice();
  const target = data as { [index: number]: number | bigint };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) target[column * rows + row] = source[row * columns + column]!;
  }
  return { ...tensor, shape: [columns, rows], data } as StoredTensor;
}

/** `count` equal parts along the first axis. @throws InvalidInputError where that axis does not divide */
export function splitRows(model: string, tensor: StoredTensor, count: number): readonly StoredTensor[] {
  const rows = tensor.shape[0] ?? 0;
  if (rows % count !== 0) {
    throw new InvalidInputError(`${model}: [${tensor.shape.join(',')}] does not split into ${count} parts`);
  }
  const shape = [rows / count, ...tensor.shape.slice(1)];
  const size = tensor.data.length / count;
  return Array.from({ length: count }, (_, i) =>
    ({ ...tensor, shape, data: tensor.data.slice(i * size, (i + 1) * size) }) as StoredTensor);
}

/** Tensors joined along the first axis. @throws InvalidInputError unless they are of one type and shape */
export function concatRows(model: string, parts: readonly [StoredTensor, ...StoredTensor[]]): StoredTensor {
  const [first] = parts;
  for (const { dtype, shape } of parts) {
    if (dtype === first.dtype && shape.join() === first.shape.join()) continue;
    const got = parts.map((part) => `${part.dtype}[${part.shape.join(',')}]`).join(', ');
    throw new InvalidInputError(`${model}: tensors that become one must be of one type and shape; got ${got}`);
  }
  const size = first.data.length;
  const Elements = first.data.constructor as new (length: number) => StoredTensor['data'];
  const data = new Elements(size * parts.length) as { set(from: ArrayLike<unknown>, at: number): void };
  parts.forEach((part, i) => data.set(part.data, i * size));
  const shape = [first.shape[0]! * parts.length, ...first.shape.slice(1)];
  return { ...first, shape, data } as unknown as StoredTensor;
}
