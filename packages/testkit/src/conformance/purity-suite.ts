/** Programs are pure, and what they are recorded with is their own. */
import { ForeignValueError, ImpureProgramError, ShapeError, StaleReadError } from '@oneday/core';
import { add, linear, multiply, scalar } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { opened } from './suite-options.ts';
import type { ConformanceOptions, X } from './suite-options.ts';

const vector = { x: { shape: [3], dtype: 'f32' } } as const;
let calls = 0;

const impure: readonly (readonly [string, (o: Ops, inputs: X) => unknown])[] = [
  ['Math.random', (o, { x }) => multiply(o, x, Math.random())],
  ['Date.now', (o, { x }) => multiply(o, x, Date.now())],
  ['new Date', (o, { x }) => multiply(o, x, new Date().getTime())],
  ['performance.now', (o, { x }) => multiply(o, x, performance.now())],
  ['a counter in a constant', (o, { x }) => multiply(o, x, ++calls)],
  ['a counter that chooses operations', (o, { x }) => (++calls % 2 === 0 ? add(o, x, 1) : multiply(o, x, 2))],
  ['a counter that chooses among values', (o, { x }) => {
    const [a, b] = [add(o, x, 1), multiply(o, x, 2)];
    return ++calls % 2 === 0 ? { a, b } : { a: b, b: a };
  }],
  ['a counter that names outputs', (o, { x }) => ({ [`out${++calls}`]: add(o, x, 1) })],
];

const noValues: readonly (readonly [string, (o: Ops, inputs: X) => unknown])[] = [
  ['is async', async (o, { x }) => add(o, x, 1)],
  ['is async and fails', async (o, { x }) => o.reshape(x, [4])],
  ['gives nothing', () => undefined],
  ['gives an empty record', () => ({})],
  ['gives a number', () => 3],
  ['gives a record with a number', (o, { x }) => ({ y: add(o, x, 1), n: 3 })],
  ['gives null', () => null],
];

/** Defines the tests. */
export function puritySuite({ open }: ConformanceOptions): void {
  describe('programs are pure', () => {
    const backend = opened(open);
    const prepare = async (fn: (o: Ops, inputs: X) => unknown) =>
      backend().program('fickle', fn as (o: Ops, inputs: X) => Value).prepare(vector);

    it.each(impure)('%s is caught while recording', async (_, fn) => {
      const failure = prepare(fn);
      await expect(failure).rejects.toThrow(ImpureProgramError);
      await expect(failure).rejects.toThrow(/^fickle: two recordings differ/);
    });

    it.each(noValues)('a function that %s is refused', async (_, fn) => {
      await expect(prepare(fn)).rejects.toThrow(ImpureProgramError);
    });

    it('a function that only assigns is none of these', async () => {
      const sum = backend().variable({ name: 'sum', shape: [3], dtype: 'f32' });
      const program = backend().program('assigns', (o, { x }: X) => o.assign(sum, x));
      await program.prepare(vector);
      program.run({ x: { shape: [3], data: Float32Array.of(1, 2, 3) } });
      expect(Array.from(await backend().readVariable(sum))).toEqual([1, 2, 3]);
    });
  });

  describe('values stay in the program that made them', () => {
    const backend = opened(open);

    it('a value of another program throws', async () => {
      let smuggled: Value | undefined;
      await backend().program('source', (o, { x }: X) => (smuggled = add(o, x, 1))).prepare(vector);
      const thief = backend().program('thief', (o, { x }: X) => add(o, x, smuggled!));
      await expect(thief.prepare(vector)).rejects.toThrow(ForeignValueError);
      const fence = backend().program('fence', () => ({ y: smuggled! }));
      await expect(fence.prepare({})).rejects.toThrow(ForeignValueError);
    });

    it('a value of a scope throws in a program', async () => {
      let smuggled: Value | undefined;
      const owned = await backend().scope((o) => (smuggled = scalar(o, 1)));
      owned.dispose();
      const thief = backend().program('thief', (o, { x }: X) => add(o, x, smuggled!));
      await expect(thief.prepare(vector)).rejects.toThrow(ForeignValueError);
    });
  });

  describe('a variable that was read before it was assigned is stale', () => {
    const backend = opened(open);
    const counter = () => backend().variable({ name: 'counter', shape: [], dtype: 'f32' });
    type Use = (o: Ops, read: Value) => Value;

    it.each<readonly [string, Use]>([
      ['used', (o, read) => add(o, read, 1)],
      ['returned', (_, read) => read],
    ])('%s: throws', async (_, use) => {
      const variable = counter();
      const failure = backend().scope((o) => {
        const before = o.read(variable);
        o.assign(variable, scalar(o, 1));
        return use(o, before);
      });
      await expect(failure).rejects.toThrow(StaleReadError);
      await expect(failure).rejects.toThrow(/variable counter was read before it was assigned/);
    });

    it.each<readonly [string, Use]>([
      ['reshape', (o, read) => o.reshape(read, [1])],
      ['barrier', (o, read) => o.barrier(read)],
      ['stopGradient', (o, read) => o.stopGradient(read)],
    ])('used through %s: throws', async (_, share) => {
      const variable = counter();
      const failure = backend().scope((o) => {
        const shared = share(o, o.read(variable));
        o.assign(variable, scalar(o, 1));
        return add(o, shared, 1);
      });
      await expect(failure).rejects.toThrow(StaleReadError);
    });
  });

  describe('errors name the program and the op', () => {
    const backend = opened(open);

    it.each<readonly [string, RegExp, (o: Ops, x: Value) => Value]>([
      ['a primitive', /^step: reshape: .*\[3\]/, (o, x) => o.reshape(x, [4])],
      ['a fused op', /^step: linear: needs x\[…,D\] and weight\[F,D\]; got x f32\[3\]/, (o, x) => linear(o, x, x)],
    ])('%s', async (_, message, fn) => {
      const program = backend().program('step', (o, { x }: X) => fn(o, x));
      await expect(program.prepare(vector)).rejects.toThrow(ShapeError);
      await expect(program.prepare(vector)).rejects.toThrow(message);
    });
  });
}
