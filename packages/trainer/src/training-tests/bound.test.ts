import { InvalidInputError } from '@oneday/core';
import { bind, bindZeros, freeBound, readBound, writeBound, zeros } from '@oneday/nn';
import type { ParameterSpec } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices } from './devices.ts';

const specOf = (name: string): ParameterSpec => (
  { name, shape: [2, 3], initial: { kind: 'normal', std: 1 }, decay: true }
);
const specs = ['tokens.weight', 'blocks.0.qkv.weight', 'blocks.0.qkv.bias', 'blocks.1.qkv.weight'].map(specOf);

describe.each(devices)('bound variables on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  it('come by name and in order', () => {
    const bound = bind(backend, specs, 1);
    expect(bound.names()).toEqual(specs.map(({ name }) => name));
    expect([...bound].map(([name, variable]) => [name, variable.name, variable.shape])).toEqual(
      specs.map(({ name, shape }) => [name, name, shape]),
    );
    expect(bound.has('tokens.weight')).toBe(true);
    expect(bound.has('tokens')).toBe(false);
  });

  it('are seen under shorter names from a scope', () => {
    const bound = bind(backend, specs, 1);
    const block = bound.scope('blocks').scope('0');
    expect(block.names()).toEqual(['qkv.weight', 'qkv.bias']);
    expect(block.get('qkv.bias')).toBe(bound.get('blocks.0.qkv.bias'));
  });

  it('are missed with the nearest name', () => {
    const bound = bind(backend, specs, 1);
    expect(() => bound.get('token.weight')).toThrow(InvalidInputError);
    expect(() => bound.get('token.weight')).toThrow('no variable "token.weight"; did you mean "tokens.weight"?');
    expect(() => bound.scope('blocks.1').get('qkv.weigth')).toThrow('no variable "blocks.1.qkv.weigth"');
    expect(() => bound.scope('blocks.2')).toThrow('no variables below "blocks.2."');
  });

  it('start with their initial values, or with zeros', async () => {
    const values = async (name: string, seed: number) => (
      [...await backend.readVariable(bind(backend, [specOf(name)], seed).get(name))].map(Number)
    );
    expect(await values('a', 1)).toEqual(await values('a', 1));
    expect(await values('a', 1)).not.toEqual(await values('b', 1));
    const [, zero] = [...bindZeros(backend, [{ name: 'cache', shape: [2], dtype: 'i32' }], 'state')][0]!;
    expect(zero.name).toBe('state.cache');
    expect([...await backend.readVariable(zero)]).toEqual([0, 0]);
  });

  it('travel to tensors and back', async () => {
    const [from, to] = [bind(backend, specs, 1), bind(backend, specs.map((spec) => ({ ...spec, initial: zeros })), 1)];
    const tensors = await readBound(backend, from);
    writeBound(backend, to, tensors);
    expect(await readBound(backend, to)).toEqual(tensors);
    expect([...tensors.keys()]).toEqual(from.names());
  });

  it('refuse tensors that are missing or do not fit, and then stay as they were', async () => {
    const bound = bind(backend, specs, 1);
    const before = await readBound(backend, bound);
    const last = 'blocks.1.qkv.weight';
    const tensors = new Map(await readBound(backend, bind(backend, specs, 2)));
    tensors.set(last, { dtype: 'f32', shape: [3], data: new Float32Array(3) });
    expect(() => writeBound(backend, bound, tensors)).toThrow(`checkpoint: "${last}" must be f32[2,3]; got f32[3]`);
    tensors.delete(last);
    expect(() => writeBound(backend, bound, tensors)).toThrow(`checkpoint: "${last}" f32[2,3] is missing`);
    expect(await readBound(backend, bound)).toEqual(before);
  });

  it('are gone once freed', async () => {
    const { usedBytes } = backend.memory();
    const bound = bind(backend, specs, 1);
    freeBound(backend, bound);
    expect(backend.memory().usedBytes).toBe(usedBytes);
    await expect(backend.readVariable(bound.get('tokens.weight'))).rejects.toThrow();
  });

  it('must have names of their own', () => {
    expect(() => bind(backend, [specOf('a'), specOf('a')], 1))
      .toThrow('bind: parameter names must be unique; "a" stands twice');
  });
});
