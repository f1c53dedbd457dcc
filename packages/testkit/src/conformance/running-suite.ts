/** Running programs: inputs, outputs, variables. */
import { ShapeError, UnpreparedShapeError } from '@oneday/core';
import { add, disposeAll, multiply, scalar } from '@oneday/ops';
import type { Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { evaluate, opened, readAll, runOnce } from './suite-options.ts';
import type { ConformanceOptions, X } from './suite-options.ts';

const host = (...numbers: number[]) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });

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

  describe('variables', () => {
    const backend = opened(open);
    const make = (...numbers: number[]) =>
      backend().variable({ name: 'v', shape: [numbers.length], dtype: 'f32' }, Float32Array.from(numbers));

    it('begin with zeros, or with what they are given, and are written and read', async () => {
      const zero = backend().variable({ name: 'zero', shape: [2, 2], dtype: 'i32' });
      expect(Array.from(await backend().readVariable(zero))).toEqual([0, 0, 0, 0]);
      backend().writeVariable(zero, Int32Array.of(1, 2, 3, -4));
      expect(Array.from(await backend().readVariable(zero))).toEqual([1, 2, 3, -4]);
      expect(() => backend().writeVariable(zero, Int32Array.of(1))).toThrow(ShapeError);
    });

    it.each([
      ['f32', [1.5, -2, 0.25]], ['bf16', [1.5, -2, 0.25]], ['f16', [1.5, -2, 0.25]], ['i32', [1, -2, 3]],
      ['u32', [1, 4294967295, 3]], ['bool', [1, 0, 1]],
    ] as const)('of %s keep their elements', async (dtype, numbers) => {
      const data = dtype === 'u32' ? Uint32Array.from(numbers) : dtype === 'bool' ? Uint8Array.from(numbers)
        : dtype === 'i32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
      const variable = backend().variable({ name: dtype, shape: [3], dtype }, data);
      expect(Array.from(await backend().readVariable(variable))).toEqual(numbers);
      expect((await evaluate(backend(), (o) => ({ read: o.read(variable) }))).read).toEqual(numbers);
    });

    it('are read anew after an assignment, in the same run and in the next', async () => {
      const v = make(1, 2);
      const program = backend().program('step', (o) => {
        const doubled = multiply(o, v, 2);
        o.assign(v, doubled);
        const after = add(o, v, 0);
        o.assign(v, add(o, v, 1));
        return { after, last: o.read(v) };
      });
      await program.prepare({});
      expect(await readAll(backend(), program.run({}))).toEqual({ after: [2, 4], last: [3, 5] });
      expect(await readAll(backend(), program.run({}))).toEqual({ after: [6, 10], last: [7, 11] });
      expect(Array.from(await backend().readVariable(v))).toEqual([7, 11]);
    });

    it('assigned from one another keep elements of their own', async () => {
      const [a, b] = [make(1, 2), make(3, 4)];
      const assigned = await evaluate(backend(), (o) => {
        o.assign(a, o.read(b));
        o.assign(b, add(o, b, 10));
        return { a: o.read(a), b: o.read(b) };
      });
      expect(assigned).toEqual({ a: [3, 4], b: [13, 14] });
    });

    it('are swapped through a computed value', async () => {
      const [a, b] = [make(1, 2), make(3, 4)];
      await evaluate(backend(), (o) => {
        const before = add(o, a, 0);
        o.assign(a, o.read(b));
        o.assign(b, before);
        return { done: scalar(o, 1) };
      });
      expect([await backend().readVariable(a), await backend().readVariable(b)].map((v) => Array.from(v)))
        .toEqual([[3, 4], [1, 2]]);
    });

    it('assigned an input keep it when the input is fed anew', async () => {
      const v = make(0, 0);
      const program = backend().program('keep', (o, { x }: X) => o.assign(v, x));
      await program.prepare({ x: { shape: [2], dtype: 'f32' } });
      program.run({ x: host(1, 2) });
      await runOnce(backend(), (o, { x }: X) => ({ y: add(o, x, 1) }), { x: host(8, 9) });
      expect(Array.from(await backend().readVariable(v))).toEqual([1, 2]);
    });

    it('assigned a value that is transposed from themselves', async () => {
      const v = backend().variable({ name: 'v', shape: [2, 2], dtype: 'f32' }, Float32Array.of(1, 2, 3, 4));
      await evaluate(backend(), (o) => {
        o.assign(v, o.transpose(o.read(v), [1, 0]));
        return { done: scalar(o, 1) };
      });
      expect(Array.from(await backend().readVariable(v))).toEqual([1, 3, 2, 4]);
    });

    it('that were freed throw when they are read or written', async () => {
      const v = make(1, 2);
      backend().freeVariable(v);
      await expect(backend().readVariable(v)).rejects.toThrow();
      expect(() => backend().writeVariable(v, Float32Array.of(1, 2))).toThrow();
      await expect(backend().scope((o) => o.read(v))).rejects.toThrow();
    });
  });
}
