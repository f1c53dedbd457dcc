import { describe, expect, it } from 'vitest';
import { add, multiply } from './arithmetic.ts';
import { firstDifference } from './graph.ts';
import type { Graph } from './graph.ts';
import { Recorder } from './recorder.ts';
import type { Value, Variable } from './value.ts';

function graphOf(record: (o: Recorder, x: Value) => Value | Value[]): Graph {
  const o = new Recorder({ owns: () => true, kernel: () => undefined, demandNative: false });
  return o.finish('test', [record(o, o.input({ shape: [2], dtype: 'f32' }))].flat());
}

const counter: Variable = { kind: 'variable', name: 'counter', shape: [2], dtype: 'f32' };
const plain = (o: Recorder, x: Value) => add(o, x, 1);

describe('firstDifference', () => {
  it('is undefined for two recordings of one program', () => {
    expect(firstDifference(graphOf(plain), graphOf(plain))).toBeUndefined();
  });

  it.each<readonly [string, Parameters<typeof graphOf>[0], RegExp]>([
    ['an operation', (o, x) => multiply(o, x, 1), /^node 3 is add binary.*"operation":"add".*then multiply binary/],
    ['a constant', (o, x) => add(o, x, 1.5), /^node 1 is constant.*"data":"1".*, then constant.*"data":"1\.5"/],
    ['an element type', (o, x) => o.cast(add(o, o.cast(x, 'i32'), 1), 'f32'), /^node 1 is constant/],
    ['an operation more', (o, x) => o.unary('exp', plain(o, x)), /^one recording ends before exp/],
    ['an operation less', (_, x) => x, /^one recording ends before constant/],
    ['an assignment', (o, x) => {
      const y = plain(o, x);
      o.assign(counter, y);
      return y;
    }, /^one recording ends before assign/],
    ['the outputs', (o, x) => [plain(o, x), x], /^the outputs are %3:f32\[2\], then %3:f32\[2\] %0:f32\[2\]/],
  ])('names %s', (_, changed, message) => {
    expect(firstDifference(graphOf(plain), graphOf(changed))).toMatch(message);
  });

  it('finds one element of a long constant, in a short message', () => {
    const long = (last: number) => graphOf((o) => {
      const data = new Float32Array(10_000);
      data[9_999] = last;
      return o.constant(data, { shape: [10_000], dtype: 'f32' });
    });
    expect(firstDifference(long(1), long(1))).toBeUndefined();
    const difference = firstDifference(long(1), long(2));
    expect(difference).toMatch(/^node 1 is constant/);
    expect(difference!.length).toBeLessThan(500);
  });

  it.each([NaN, Infinity, -0])('tells %d from 0', (x) => {
    const padded = (fill: number) => graphOf((o) => o.constant(Float32Array.of(fill), { shape: [1], dtype: 'f32' }));
    expect(firstDifference(padded(0), padded(x)) === undefined).toBe(Object.is(x, -0));
  });
});
