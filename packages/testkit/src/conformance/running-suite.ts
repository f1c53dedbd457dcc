/** Running programs: inputs and outputs. */
import { ShapeError, UnpreparedShapeError } from '@oneday/core';
import { add, disposeAll, multiply, scalar } from '@oneday/ops';
import type { Ops, Shape, Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { evaluate, opened, readAll } from './suite-options.ts';
import type { ConformanceOptions, X } from './suite-options.ts';

const host = (...elements: number[]) => ({ shape: [elements.length], data: Float32Array.from(elements) });
const one = (o: Ops, element: number) => o.constant(Float32Array.of(element), { shape: [1], dtype: 'f32' });
const zero = (o: Ops, shape: Shape) => o.constant(Int32Array.of(0), { shape, dtype: 'i32' });

/** Defines the tests. */
export function runningSuite({ open }: ConformanceOptions): void {
  describe('inputs', () => {
    const backend = opened(open);
    const doubling = async () => {
      const program = backend().program('double', (o, { x }: X) => ({ y: multiply(o, x, 2) }));
      await program.prepare({ x: { shape: [3], dtype: 'f32' } });
      return program;
    };

    it('of shapes or element types that were not prepared throw, and say what was', async () => {
      const program = await doubling();
      expect(() => program.run({ x: host(1, 2) })).toThrow(UnpreparedShapeError);
      expect(() => program.run({ x: host(1, 2) })).toThrow('double: run got (x f32[2]), but (x f32[3]) was prepared');
      expect(() => program.run({ x: { shape: [3], data: Int32Array.of(1, 2, 3) } })).toThrow(UnpreparedShapeError);
    });

    it('that are shorter than their shape throw', async () => {
      const program = await doubling();
      expect(() => program.run({ x: { shape: [3], data: Float32Array.of(1) } })).toThrow(ShapeError);
    });

    it('of several prepared shapes each run', async () => {
      const program = await doubling();
      await program.prepare({ x: { shape: [2, 2], dtype: 'f32' } });
      const square = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
      expect((await readAll(backend(), program.run({ x: square }))).y).toEqual([2, 4, 6, 8]);
      expect((await readAll(backend(), program.run({ x: host(1, 2, 3) }))).y).toEqual([2, 4, 6]);
    });

    it('prepared once more, also at the same time, are compiled once', async () => {
      let recordings = 0;
      const program = backend().program('counted', (o, { x }: X) => {
        recordings += 1;
        return { y: multiply(o, x, 2) };
      });
      const shapes = { x: { shape: [3], dtype: 'f32' } } as const;
      const [first, second] = await Promise.all([program.prepare(shapes), program.prepare(shapes)]);
      const third = await program.prepare(shapes);
      expect(recordings).toBe(2);
      expect([second.nodes, third.nodes]).toEqual([first.nodes, first.nodes]);
      expect((await readAll(backend(), program.run({ x: host(1, 2, 3) }))).y).toEqual([2, 4, 6]);
    });

    it('whose preparation failed can be prepared again', async () => {
      let fails = true;
      const program = backend().program('mended', (o, { x }: X) => {
        if (fails) throw new ShapeError('not yet');
        return { y: multiply(o, x, 2) };
      });
      const shapes = { x: { shape: [3], dtype: 'f32' } } as const;
      await expect(program.prepare(shapes)).rejects.toThrow(ShapeError);
      fails = false;
      await program.prepare(shapes);
      expect((await readAll(backend(), program.run({ x: host(1, 2, 3) }))).y).toEqual([2, 4, 6]);
    });

    it('are copied: changing the array afterwards changes nothing', async () => {
      const program = await doubling();
      const x = host(1, 2, 3);
      const owned = program.run({ x });
      x.data.fill(100);
      expect((await readAll(backend(), owned)).y).toEqual([2, 4, 6]);
    });

    it('that are numbers become f32 scalars on the device, not constants', async () => {
      const program = backend().program('scale', (o, { x, factor }: { x: Value; factor: Value }) =>
        ({ y: multiply(o, x, factor) }));
      await program.prepare({ x: { shape: [2], dtype: 'f32' }, factor: { shape: [], dtype: 'f32' } });
      for (const factor of [3, -0.5]) {
        expect((await readAll(backend(), program.run({ x: host(1, 2), factor }))).y).toEqual([factor, 2 * factor]);
      }
    });

    it('that are arrays on the device stay the caller’s', async () => {
      const program = await doubling();
      const once = program.run({ x: host(1, 2, 3) }).y;
      const twice = program.run({ x: once }).y;
      const again = program.run({ x: once }).y;
      const read = await readAll(backend(), { once, twice, again });
      expect(read).toEqual({ once: [2, 4, 6], twice: [4, 8, 12], again: [4, 8, 12] });
    });

    it('that were disposed of throw', async () => {
      const program = await doubling();
      const { y } = program.run({ x: host(1, 2, 3) });
      y.dispose();
      expect(() => program.run({ x: y })).toThrow();
    });

    it('nest in records and arrays, and outputs likewise', async () => {
      type Nested = { readonly pair: readonly [Value, { readonly deep: Value }]; readonly left?: Value };
      const program = backend().program('nested', (o, { pair: [a, { deep }] }: Nested) =>
        ({ list: [add(o, a, deep), [multiply(o, a, deep)]] as const }));
      const spec = { shape: [2], dtype: 'f32' } as const;
      await program.prepare({ pair: [spec, { deep: spec }] });
      const { list: [sum, [product]] } = program.run({ pair: [host(1, 2), { deep: host(10, 20) }] });
      expect(await readAll(backend(), { sum, product })).toEqual({ sum: [11, 22], product: [10, 40] });
    });
  });

  describe('outputs', () => {
    const backend = opened(open);

    it('that are inputs, or the same value twice, are arrays of their own', async () => {
      const program = backend().program('same', (o, { x }: X) => {
        const y = add(o, x, 1);
        return { x, first: y, second: y };
      });
      await program.prepare({ x: { shape: [2], dtype: 'f32' } });
      const { x, first, second } = program.run({ x: host(1, 2) });
      first.dispose();
      expect(await readAll(backend(), { x, second })).toEqual({ x: [1, 2], second: [2, 3] });
    });

    it('that are a device array’s input keep their elements when it is disposed of', async () => {
      const program = backend().program('through', (o, { x }: X) => ({ y: o.reshape(x, [2, 1]) }));
      await program.prepare({ x: { shape: [2], dtype: 'f32' } });
      const source = await backend().scope((o) => o.constant(Float32Array.of(1, 2), { shape: [2], dtype: 'f32' }));
      const { y } = program.run({ x: source });
      source.dispose();
      const others = await evaluate(backend(), (o) => ({ z: o.broadcast(scalar(o, 7), [2]) }));
      expect([(await readAll(backend(), { y })).y, others.z]).toEqual([[1, 2], [7, 7]]);
    });

    it('that are reads are snapshots: later assignments leave them', async () => {
      const variable = backend().variable({ name: 'v', shape: [2], dtype: 'f32' }, Float32Array.of(1, 2));
      const snapshot = await backend().scope((o) => o.read(variable));
      backend().writeVariable(variable, Float32Array.of(5, 6));
      (await backend().scope((o) => {
        o.assign(variable, add(o, variable, 1));
        return o.read(variable);
      })).dispose();
      expect((await readAll(backend(), { snapshot })).snapshot).toEqual([1, 2]);
    });

    it.each([
      ['an addition', [2, 3], (o: Ops, v: Value) => add(o, v, 1)],
      ['a part that is written', [9, 2], (o: Ops, v: Value) => o.updateSlice(v, one(o, 9), 0, zero(o, []))],
      ['a row that is added', [8, 2], (o: Ops, v: Value) => o.scatterAddRows(v, zero(o, [1]), one(o, 7))],
    ])('that are reads are left by %s in later runs', async (_, expected, changed) => {
      const variable = backend().variable({ name: 'v', shape: [2], dtype: 'f32' });
      const change = backend().program('change', (o) => o.assign(variable, changed(o, o.read(variable))));
      await change.prepare({});
      for (let i = 0; i < 2; i++) {
        backend().writeVariable(variable, Float32Array.of(1, 2));
        const snapshot = await backend().scope((o) => o.read(variable));
        change.run({});
        expect((await readAll(backend(), { snapshot })).snapshot).toEqual([1, 2]);
        expect(Array.from(await backend().readVariable(variable))).toEqual(expected);
      }
    });

    it('of earlier runs keep their elements in later ones', async () => {
      const program = backend().program('plus', (o, { x }: X) => ({ y: add(o, x, 1) }));
      await program.prepare({ x: { shape: [], dtype: 'f32' } });
      const owned = [1, 2, 3].map((x) => program.run({ x }).y);
      expect(await Promise.all(owned.map(async (y) => (await backend().read(y))[0]))).toEqual([2, 3, 4]);
      disposeAll(owned);
    });

    it('are disposed of once', async () => {
      const owned = await backend().scope((o) => scalar(o, 1));
      owned.dispose();
      expect(() => owned.dispose()).toThrow();
      await expect(backend().read(owned)).rejects.toThrow();
    });
  });
}
