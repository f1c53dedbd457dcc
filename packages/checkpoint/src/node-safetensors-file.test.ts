import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { readSafetensorsFile, writeSafetensorsFile } from './node-safetensors-file.ts';
import { writeSafetensors } from './write-safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tensors: NamedTensors = new Map<string, StoredTensor>([
  ['a', { dtype: 'f32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['b', { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) }],
]);
const metadata = new Map([['format', 'pt']]);

describe('a safetensors file', () => {
  it('comes back as it was written, and equals the file in memory', async () => {
    const path = join(folder, 'model.safetensors');
    await writeSafetensorsFile(path, tensors, metadata);
    expect(await readSafetensorsFile(path)).toEqual({ tensors, metadata });
    expect(new Uint8Array(readFileSync(path))).toEqual(writeSafetensors(tensors, metadata));
  });

  it('replaces another as a whole and leaves nothing beside it', async () => {
    const path = join(folder, 'replaced.safetensors');
    await writeSafetensorsFile(path, tensors);
    await Promise.all([writeSafetensorsFile(path, new Map()), writeSafetensorsFile(path, new Map())]);
    expect((await readSafetensorsFile(path)).tensors.size).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('replaced'))).toEqual(['replaced.safetensors']);
  });

  it('is left as it was when the new tensors are refused', async () => {
    const path = join(folder, 'kept.safetensors');
    await writeSafetensorsFile(path, tensors);
    const wrong = new Map<string, StoredTensor>([['a', { dtype: 'f32', shape: [2], data: new Float32Array(3) }]]);
    await expect(writeSafetensorsFile(path, wrong)).rejects.toThrow(InvalidInputError);
    expect((await readSafetensorsFile(path)).tensors).toEqual(tensors);
  });

  it.each([
    ['is missing', () => join(folder, 'none.safetensors'), 'there is no such file or folder'],
    ['is a folder', () => folder, 'it is not a regular file'],
    ['is empty', () => made('empty', new Uint8Array(0)), 'at least 8 bytes expected; the file has 0'],
    ['is cut off', () => truncated('cut'), 'data_offsets must be [begin, end] within 26 bytes of data'],
    ['claims a huge header', () => made('huge', new Uint8Array(16).fill(0xff)), 'the header must be at most 100000000'],
  ])('that %s is refused by its path', async (_, make, reason) => {
    const path = make();
    const reading = readSafetensorsFile(path);
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(`safetensors file ${JSON.stringify(path)}: `);
    await expect(reading).rejects.toThrow(reason);
  });

  it('cannot be written where there is no folder', async () => {
    const path = join(folder, 'none', 'model.safetensors');
    const message = `safetensors file ${JSON.stringify(path)}: there is no such file or folder`;
    await expect(writeSafetensorsFile(path, tensors)).rejects.toThrow(new InvalidInputError(message));
  });
});

function made(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function truncated(name: string): string {
  const path = made(name, writeSafetensors(tensors));
  truncateSync(path, statSync(path).size - 1);
  return path;
}
