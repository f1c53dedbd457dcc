import { describe, expect, it } from 'vitest';
import { InvalidInputError, randomBits, seedKey } from '@oneday/core';
import type { StoredTensor } from '@oneday/core';
import { readSafetensors } from './read-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

/** A file with the given header text, and a length field that may lie. */
function file(header: string, dataBytes: number, statedLength?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.byteLength + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, statedLength ?? BigInt(text.byteLength), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (dtype: string, shape: string, offsets: string) =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const one = (dtype: string, shape: string, offsets: string) => `{"w":${entry(dtype, shape, offsets)}}`;
const good = one('"F32"', '[2]', '[0,8]');
const f32 = (begin: number, end: number) => entry('"F32"', `[${(end - begin) / 4}]`, `[${begin},${end}]`);

describe('a hostile file', () => {
  it('differs from a good one', () => {
    expect(readSafetensors(file(good, 8)).tensors.get('w')!.data).toEqual(new Float32Array(2));
  });

  it.each([
    ['no bytes', new Uint8Array(0), 'at least 8 bytes expected; the file has 0'],
    ['seven bytes', new Uint8Array(7), 'at least 8 bytes expected; the file has 7'],
    ['a header longer than the file', file(good, 8, 1000n),
      'the header must fit the file; it states 1000 bytes and the'],
    ['a header over the limit', file(good, 8, 100_000_001n),
      'the header must be at most 100000000 bytes; it states 100'],
    ['a header of 2^64 − 1 bytes', file(good, 8, 2n ** 64n - 1n), 'the header must be at most 100000000 bytes; it sta'],
    ['an empty header', file('', 8), 'the header must open with "{"; got ""'],
    ['no JSON', file('{nope}', 0), 'the header: not valid JSON ('],
    ['a list', file('[]', 0), 'the header must open with "{"; got "[]"'],
    ['text after the object', file(`${good}x`, 8), 'the header: not valid JSON ('],
    ['text before it', file(` ${good}`, 8), 'the header must open with "{"; got " {\\"w'],
    ['bytes that are no UTF-8', file(good, 8).fill(0xff, 10, 11), 'the header must be UTF-8'],
    ['a name twice', file(`{"w":${f32(0, 8)},"w":${f32(8, 16)}}`, 16), 'every name may come once; got "w" twice'],
    ['a name twice, once escaped', file(`{"w":${f32(0, 8)},"\\u0077":${f32(8, 16)}}`, 16), 'got "w" twice'],
    ['a field twice', file('{"w":{"dtype":"F32","dtype":"F64","shape":[],"data_offsets":[0,8]}}', 8),
      'every name may come once; got "dtype" twice'],
    ['deep nesting', file(`{"w":${'['.repeat(1e6)}`, 0), 'the header must be nested at most 3 deep; got more'],
    ['a tensor that is a number', file('{"w":1}', 0), 'tensor "w" must be an object; got 1'],
    ['a dtype of tomorrow', file(one('"F8_E4M3"', '[2]', '[0,2]'), 2),
      'dtype must be one of U64, I64, F64, F32, U32, '],
    ['a dtype from the prototype', file(one('"constructor"', '[2]', '[0,2]'), 2), 'got "constructor"'],
    ['no dtype', file('{"w":{"shape":[2],"data_offsets":[0,8]}}', 8), 'got undefined'],
    ['a negative size', file(one('"F32"', '[-2]', '[0,8]'), 8),
      'shape must be a list of non-negative integers; got [-2]'],
    ['half a size', file(one('"F32"', '[0.5]', '[0,2]'), 2),
      'shape must be a list of non-negative integers; got [0.5]'],
    ['a shape that is no list', file(one('"F32"', '"2"', '[0,8]'), 8), 'shape must be a list of non-negative integers'],
    ['a shape that overflows', file(one('"F32"', '[4294967296,4294967296]', '[0,8]'), 8), 'takes 73786976294838210000'],
    ['sizes beyond all numbers, then none', file(one('"F32"', `[${'9007199254740991,'.repeat(30)}0]`, '[0,0]'), 0),
      'takes NaN bytes; data_offsets give it 0'],
    ['too few bytes', file(one('"F32"', '[3]', '[0,8]'), 8), 'F32[3] takes 12 bytes; data_offsets give it 8'],
    ['offsets past the end', file(one('"F32"', '[4]', '[0,16]'), 8),
      'data_offsets must be [begin, end] within 8 bytes'],
    ['offsets backwards', file(one('"F32"', '[2]', '[8,0]'), 8), 'data_offsets must be [begin, end] within 8 bytes'],
    ['a negative offset', file(one('"F32"', '[2]', '[-8,0]'), 8), 'data_offsets must be [begin, end] within 8 bytes'],
    ['one offset', file(one('"F32"', '[2]', '[8]'), 8),
      'data_offsets must be [begin, end] within 8 bytes of data; got [8]'],
    ['an offset of text', file(one('"F32"', '[2]', '["0",8]'), 8), 'data_offsets must be [begin, end] within 8 bytes'],
    ['an overlap', file(`{"a":${f32(0, 8)},"b":${f32(4, 12)}}`, 12), '"b" at 4 overlaps the one before'],
    ['the same bytes twice', file(`{"a":${f32(0, 8)},"b":${f32(0, 8)}}`, 8), '"b" at 0 overlaps the one before'],
    ['a gap', file(`{"a":${f32(0, 8)},"b":${f32(12, 16)}}`, 16), '"b" at 12 leaves a gap of 4 bytes before it'],
    ['a gap at the start', file(one('"F32"', '[1]', '[4,8]'), 8), '"w" at 4 leaves a gap of 4 bytes before it'],
    ['bytes after the last tensor', file(good, 9), 'the tensors must cover the data; they end at 8 of 9 bytes'],
    ['metadata of numbers', file('{"__metadata__":{"a":1}}', 0), '__metadata__ must map names to strings; got {a}'],
    ['metadata of text', file('{"__metadata__":"a"}', 0), '__metadata__ must map names to strings; got "a"'],
  ])('with %s is refused in one line', (_, bytes, message) => {
    const read = () => readSafetensors(bytes, 'model.safetensors');
    expect(read).toThrow(InvalidInputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^model\.safetensors: [^\n]{1,300}$/);
  });

  it('cannot reach a prototype by its names', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty'];
    const header = `{${names.map((name, i) => `"${name}":${f32(4 * i, 4 * i + 4)}`).join()}}`;
    expect([...readSafetensors(file(header, 12)).tensors.keys()]).toEqual(names);
    const inherited = file('{"w":{"__proto__":[],"constructor":1,"shape":[0],"data_offsets":[0,0]}}', 0);
    expect(() => readSafetensors(inherited)).toThrow('tensor "w": dtype must be one of');
  });
});

/** Seeds of the mutated files: fragments that a header is sensitive to. */
const FRAGMENTS = ['"', '{', '}', '[', ']', ',', ':', '\\', '-', '.', 'e9', '0', '99999999', 'null', '__proto__', '\0'];

describe('mutated files', () => {
  const originals = [
    new Map<string, StoredTensor>([
      ['tokens.weight', { dtype: 'f32', shape: [3, 2], data: new Float32Array(6).fill(1) }],
      ['blocks.0.norm', { dtype: 'bf16', shape: [4], data: new Uint16Array(4).fill(2) }],
      ['step', { dtype: 'i64', shape: [], data: BigInt64Array.of(7n) }],
      ['mask', { dtype: 'bool', shape: [0, 5], data: new Uint8Array(0) }],
    ]),
    new Map<string, StoredTensor>([['a', { dtype: 'u8', shape: [1], data: Uint8Array.of(9) }]]),
    new Map<string, StoredTensor>(),
  ].map((tensors) => writeSafetensors(tensors, new Map([['format', 'pt']])));

  /** One to three random edits: a flipped byte, a cut, an insertion, a fragment, or a changed length field. */
  function mutate(seed: number): Uint8Array {
    const words = randomBits(seedKey(seed), 16);
    let bytes = originals[words[0]! % originals.length]!.slice();
    const edits = 1 + (words[1]! % 3);
    for (let edit = 0; edit < edits; edit++) {
      const [kind, where, what] = words.subarray(2 + 3 * edit, 5 + 3 * edit) as unknown as [number, number, number];
      const at = where % (bytes.length + 1);
      const fragment = new TextEncoder().encode(FRAGMENTS[what % FRAGMENTS.length]);
      if (kind % 5 === 0 && at < bytes.length) bytes[at]! ^= 1 << what % 8;
      else if (kind % 5 === 1) bytes = bytes.slice(0, at);
      else if (kind % 5 === 2) bytes = splice(bytes, at, fragment, 0);
      else if (kind % 5 === 3) bytes = splice(bytes, at, fragment, fragment.length);
      else if (bytes.length > 8) bytes[what % 8] = where & 0xff;
    }
    return bytes;
  }

  const splice = (bytes: Uint8Array, at: number, inserted: Uint8Array, removed: number) =>
    Uint8Array.of(...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + removed));

  it('are read or refused, 4,000 times, and never give more bytes than they have', () => {
    let refused = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const bytes = mutate(seed);
      try {
        const { tensors } = readSafetensors(bytes);
        const total = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
        expect(total).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw new Error(`seed ${seed}`, { cause: error });
        refused++;
      }
    }
    // Some mutations only touch tensor data or spaces; most must not pass.
    expect(refused).toBeGreaterThan(2000);
    expect(refused).toBeLessThan(4000);
  });
});
