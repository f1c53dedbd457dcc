/** Variables: written, read, and assigned by programs. */
import { ShapeError } from '@oneday/core';
import { add, multiply, scalar } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { evaluate, opened, readAll, runOnce } from './suite-options.ts';
import type { ConformanceOptions, X } from './suite-options.ts';

/** Defines the tests. */
export function variableSuite({ open }: ConformanceOptions): void {
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

    it('assigned one constant, or one another, change apart in later runs', async () => {
      const [a, b, c] = [make(1, 2), make(3, 4), make(5, 6)];
      const reset = backend().program('reset', (o) => {
        const seven = o.constant(Float32Array.of(7, 7), { shape: [2], dtype: 'f32' });
        o.assign(a, seven);
        o.assign(b, seven);
        o.assign(c, o.read(a));
      });
      const change = backend().program('change', (o) => {
        o.assign(a, add(o, a, 1));
        o.assign(c, multiply(o, c, 2));
      });
      await reset.prepare({});
      await change.prepare({});
      const read = async () => Promise.all([a, b, c].map(async (v) => Array.from(await backend().readVariable(v))));
      for (let i = 0; i < 2; i++) {
        reset.run({});
        expect(await read()).toEqual([[7, 7], [7, 7], [7, 7]]);
        change.run({});
        change.run({});
        expect(await read()).toEqual([[9, 9], [7, 7], [28, 28]]);
      }
    });

    it('are read as they are when that is asked for', async () => {
      const v = make(1, 2);
      const change = backend().program('change', (o) => o.assign(v, add(o, v, 1)));
      await change.prepare({});
      const readings = [];
      for (let i = 0; i < 3; i++) {
        readings.push(backend().readVariable(v));
        change.run({});
      }
      expect((await Promise.all(readings)).map((elements) => Array.from(elements)))
        .toEqual([[1, 2], [2, 3], [3, 4]]);
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
      program.run({ x: { shape: [2], data: Float32Array.of(1, 2) } });
      const other = { shape: [2], data: Float32Array.of(8, 9) };
      await runOnce(backend(), (o, { x }: X) => ({ y: add(o, x, 1) }), { x: other });
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
