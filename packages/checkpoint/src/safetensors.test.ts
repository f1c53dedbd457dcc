import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { fileNameOf } from './element-types.ts';
import { readSafetensors } from './read-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, { dtype: string; shape: number[]; base64: string }>>;
}

// Made with the Python package `safetensors` by tools/parity/safetensors_fixture.py.
const fixture = new URL('../fixtures/safetensors.json', import.meta.url);
const cases = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Case[];
const bytesOfBase64 = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));

const describeTensor = ({ dtype, shape, data }: StoredTensor) => ({
  dtype: fileNameOf(dtype),
  shape,
  base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
});

describe('files of the Python package', () => {
  it.each(cases)('are read: $name', ({ file, metadata, tensors }) => {
    const read = readSafetensors(bytesOfBase64(file));
    const described = [...read.tensors].map(([name, tensor]) => [name, describeTensor(tensor)] as const);
    expect(new Map(described)).toEqual(new Map(Object.entries(tensors)));
    expect(read.metadata).toEqual(new Map(Object.entries(metadata)));
  });

  it.each(cases)('are written byte for byte the same, whatever the order of the map: $name', ({ file }) => {
    const { tensors, metadata } = readSafetensors(bytesOfBase64(file));
    const reversed = new Map([...tensors].reverse());
    expect(Buffer.from(writeSafetensors(reversed, metadata)).toString('base64')).toBe(file);
  });
});

describe('readSafetensors', () => {
  const tensors: NamedTensors = new Map<string, StoredTensor>([
    ['w', { dtype: 'f32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, Number.NaN) }],
    ['big', { dtype: 'i64', shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) }],
    ['mask', { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ]);

  it('gives views of an aligned file, without copying', () => {
    const file = writeSafetensors(tensors);
    for (const { data } of readSafetensors(file).tensors.values()) expect(data.buffer).toBe(file.buffer);
  });

  it('gives the same values from a file at any offset of a buffer', () => {
    const file = writeSafetensors(tensors);
    for (const offset of [1, 3, 4, 7]) {
      const moved = new Uint8Array(file.byteLength + 16);
      moved.set(file, offset);
      const read = readSafetensors(moved.subarray(offset, offset + file.byteLength));
      for (const [name, tensor] of tensors) expect(read.tensors.get(name)).toEqual(tensor);
    }
  });
});

describe('writeSafetensors', () => {
  const f32 = (shape: number[], data: StoredTensor['data']) => ({ dtype: 'f32', shape, data }) as StoredTensor;

  it.each([
    ['w', f32([2, 3], new Float32Array(5)), 'tensor "w": shape [2,3] has 6 elements; the data has 5'],
    ['w', f32([-1], new Float32Array(1)), 'tensor "w": sizes must be non-negative integers; got [-1]'],
    ['w', f32([1.5], new Float32Array(1)), 'tensor "w": sizes must be non-negative integers; got [1.5]'],
    ['w', f32([2], new Float64Array(2)), 'tensor "w": f32 is held by Float32Array; got Float64Array'],
    ['__metadata__', f32([1], new Float32Array(1)),
      'tensor "__metadata__": the name is taken by the format; choose another'],
    ['a\ud800', f32([1], new Float32Array(1)), 'tensor "a\\ud800": the name must not have lone surrogates'],
  ])('refuses %j (%#)', (name, tensor, message) => {
    const write = () => writeSafetensors(new Map([[name, tensor]]));
    expect(write).toThrow(new InvalidInputError(`writeSafetensors: ${message}`));
  });

  it('takes a Buffer, and views into larger buffers', () => {
    const data = Buffer.from([1, 2, 3]);
    const row = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    const file = writeSafetensors(
      new Map<string, StoredTensor>([
        ['bytes', { dtype: 'u8', shape: [3], data }],
        ['row', { dtype: 'f32', shape: [2], data: row }],
      ]),
    );
    const read = readSafetensors(file).tensors;
    expect([...read.get('bytes')!.data]).toEqual([1, 2, 3]);
    expect([...read.get('row')!.data]).toEqual([1, 2]);
  });
});
