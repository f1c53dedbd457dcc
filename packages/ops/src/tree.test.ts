import { describe, expect, it } from 'vitest';
import { disposeAll, leavesOf, replaceLeaves, shapesOf } from './tree.ts';
import type { DeviceArray } from './value.ts';

const isNumber = (node: unknown): node is number => typeof node === 'number';

describe('leavesOf and replaceLeaves', () => {
  it('walk records by sorted key and arrays by index, and leave undefined fields out', () => {
    const tree = { b: [1, { c: 2 }], a: 3, none: undefined };
    expect(leavesOf(tree, isNumber).map(({ path, leaf }) => `${path}=${leaf}`)).toEqual(['a=3', 'b.0=1', 'b.1.c=2']);
    expect(replaceLeaves(tree, isNumber, ['x', 'y', 'z'])).toEqual({ b: ['y', { c: 'z' }], a: 'x', none: undefined });
  });

  it('refuse what is neither a leaf nor a record, with its path', () => {
    expect(() => leavesOf({ a: { b: 'text' } }, isNumber)).toThrow('a.b is a string');
    expect(() => leavesOf({ a: Float32Array.of(1) }, isNumber)).toThrow('a is Float32Array');
  });
});

describe('shapesOf', () => {
  it('gives the shape and element type of each leaf', () => {
    const inputs = { rate: 0.1, ids: { shape: [2, 1], data: Int32Array.of(1, 2) } };
    expect(shapesOf(inputs)).toEqual({ rate: { shape: [], dtype: 'f32' }, ids: { shape: [2, 1], dtype: 'i32' } });
  });

  it('refuses arrays of elements that no device keeps', () => {
    expect(() => shapesOf({ x: { shape: [1], data: Float64Array.of(1) } })).toThrow(
      'the elements of an input are a Float64Array; give one of Float32Array, Int32Array, Uint32Array, Uint8Array',
    );
  });
});

describe('disposeAll', () => {
  it('disposes of every array once, wherever it stands', () => {
    const disposed: string[] = [];
    const array = (name: string): DeviceArray => {
      const dispose = () => void disposed.push(name);
      return { kind: 'deviceArray', shape: [], dtype: 'f32', dispose, [Symbol.dispose]: dispose };
    };
    disposeAll({ logits: array('logits'), state: { keys: [array('first'), array('second')] } });
    disposeAll(array('single'));
    disposeAll(undefined);
    expect(disposed).toEqual(['logits', 'first', 'second', 'single']);
  });
});
