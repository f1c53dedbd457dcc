import { describe, expect, it } from 'vitest';
import { add, logSumExp, mean, multiply, subtract, where } from './arithmetic.ts';
import { broadcastedAxes, broadcastShape } from './broadcast.ts';
import type { NodeOf } from './graph.ts';
import { Recorder } from './recorder.ts';
import type { Shape, Value } from './value.ts';

function recording(): { o: Recorder; x: (shape: Shape, dtype?: 'f32' | 'i32' | 'u32' | 'bool') => Value } {
  const o = new Recorder({ owns: () => true, kernel: () => undefined, demandNative: false });
  return { o, x: (shape, dtype = 'f32') => o.input({ shape, dtype }) };
}

describe('broadcasting', () => {
  it.each<readonly [Shape, Shape, Shape]>([
    [[2, 3], [3], [2, 3]], [[2, 1], [1, 3], [2, 3]], [[], [4], [4]], [[5, 1, 3], [2, 1], [5, 2, 3]], [[0], [1], [0]],
  ])('[%j] and [%j] make %j', (a, b, shape) => {
    expect([broadcastShape('add', a, b), broadcastShape('add', b, a)]).toEqual([shape, shape]);
    const { o, x } = recording();
    expect(add(o, x(a), x(b)).shape).toEqual(shape);
  });

  it('knows the axes along which an operand was repeated', () => {
    expect(broadcastedAxes([3, 1], [2, 3, 4])).toEqual([0, 2]);
    expect(broadcastedAxes([1, 4], [1, 4])).toEqual([]);
  });

  it('of a condition and its branches takes the shape of all three', () => {
    const { o, x } = recording();
    expect(where(o, x([3, 1], 'bool'), x([2]), 0).shape).toEqual([3, 2]);
  });
});

describe('numbers as operands', () => {
  it.each(['f32', 'i32', 'u32'] as const)('take the other operand’s element type: %s', (dtype) => {
    const { o, x } = recording();
    expect([multiply(o, x([2], dtype), 3).dtype, subtract(o, 3, x([2], dtype)).dtype]).toEqual([dtype, dtype]);
  });

  it('stand on the side where they were written', () => {
    const { o, x } = recording();
    const difference = o.finish('test', [subtract(o, 3, x([2]))]).nodes.at(-1) as NodeOf<'binary'>;
    const [left, right] = difference.inputs;
    expect(left).not.toBe(right);
    expect(o.finish('test', [right!]).nodes.at(-1)!.kind).toBe('input');
  });
});

describe('composed functions', () => {
  it('reduce as they say', () => {
    const { o, x } = recording();
    expect(mean(o, x([2, 3])).shape).toEqual([]);
    expect(mean(o, x([2, 3]), [1], true).shape).toEqual([2, 1]);
    expect(logSumExp(o, x([2, 3])).shape).toEqual([2, 1]);
  });
});
