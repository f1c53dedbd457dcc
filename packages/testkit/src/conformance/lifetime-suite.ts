/** Memory is given back, a closed backend is closed, and ops of a user's own are ops like ours. */
import { BackendClosedError } from '@oneday/core';
import { add, disposeAll, layerNorm, linear, multiply, scalar, sum, Tape } from '@oneday/ops';
import type { Backend, FusedOp, Ops, Program, Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { evaluate, opened } from './suite-options.ts';
import type { ConformanceOptions, X } from './suite-options.ts';

const shape = [33, 17];
const fed = () => ({ shape, data: new Float32Array(33 * 17).fill(0.5) });

/** Some operations, with a parameter and its gradient. */
function training(backend: Backend) {
  const weight = backend.variable({ name: 'weight', shape: [17, 17], dtype: 'f32' }, new Float32Array(289).fill(0.01));
  const gradient = backend.variable({ name: 'gradient', shape: [17, 17], dtype: 'f32' });
  return backend.program('train', (o, { x }: X) => {
    const tape = new Tape(o, { gradients: new Map([[weight, gradient]]) });
    const hidden = linear(tape, layerNorm(tape, x), weight, { activation: 'gelu' });
    const loss = sum(tape, multiply(tape, hidden, hidden));
    tape.backward(loss);
    return { hidden, loss };
  });
}

/** Tests of memory and of closing. */
export function lifetimeSuite({ open }: ConformanceOptions): void {
  describe('memory', () => {
    const backend = opened(open);

    it('of outputs is given back when they are disposed of, and repeated runs take no more', async () => {
      const program = training(backend());
      await program.prepare({ x: { shape, dtype: 'f32' } });
      disposeAll(program.run({ x: fed() }));
      await backend().sync();
      const { usedBytes, peakBytes } = backend().memory();
      for (let i = 0; i < 20; i++) {
        const outputs = program.run({ x: fed() });
        expect(backend().memory().usedBytes).toBeGreaterThan(usedBytes);
        disposeAll(outputs);
      }
      await backend().sync();
      expect(backend().memory()).toEqual({ usedBytes, peakBytes });
    });

    it('of a scope is given back', async () => {
      await evaluate(backend(), (o) => ({ y: o.broadcast(scalar(o, 1), [1000]) }));
      const { usedBytes } = backend().memory();
      const owned = await backend().scope((o) => add(o, o.broadcast(scalar(o, 1), [1000]), 1));
      expect(backend().memory().usedBytes).toBeGreaterThanOrEqual(usedBytes + 4000);
      owned.dispose();
      expect(backend().memory().usedBytes).toBe(usedBytes);
    });

    it('of a scope that throws is given back', async () => {
      const { usedBytes } = backend().memory();
      const failure = backend().scope((o) => o.reshape(o.broadcast(scalar(o, 1), [1000]), [999]));
      await expect(failure).rejects.toThrow('scope: reshape');
      expect(backend().memory().usedBytes).toBe(usedBytes);
    });

    it('of variables is given back', () => {
      const { usedBytes } = backend().memory();
      const variable = backend().variable({ name: 'v', shape: [1000], dtype: 'f32' });
      expect(backend().memory().usedBytes).toBeGreaterThanOrEqual(usedBytes + 4000);
      backend().freeVariable(variable);
      expect(backend().memory().usedBytes).toBe(usedBytes);
    });

    it('of a program that is prepared again does not grow', async () => {
      const program = training(backend());
      const like = { x: { shape, dtype: 'f32' } } as const;
      await program.prepare(like);
      disposeAll(program.run({ x: fed() }));
      const { usedBytes } = backend().memory();
      for (let i = 0; i < 5; i++) await program.prepare(like);
      disposeAll(program.run({ x: fed() }));
      expect(backend().memory().usedBytes).toBe(usedBytes);
    });
  });

  describe('intermediate values', () => {
    const elements = 10_000;
    const links = 40;
    /** The most arrays of {@link elements} that a program holds at one time. */
    async function arraysAtPeak(declare: (backend: Backend) => Program<X, { readonly y: Value }>): Promise<number> {
      await using backend = await open();
      const empty = backend.memory().usedBytes;
      backend.variable({ name: 'one', shape: [elements], dtype: 'f32' });
      const arrayBytes = backend.memory().usedBytes - empty;
      const program = declare(backend);
      const { peakBytes } = backend.memory();
      await program.prepare({ x: { shape: [elements], dtype: 'f32' } });
      program.run({ x: { shape: [elements], data: new Float32Array(elements).fill(0.5) } }).y.dispose();
      await backend.sync();
      return (backend.memory().peakBytes - peakBytes) / arrayBytes;
    }
    const chain = (o: Ops, x: Value) => Array.from({ length: links }).reduce<Value>((y) => o.unary('sin', y), x);

    it('are freed when nothing reads them any more', async () => {
      const arrays = await arraysAtPeak((backend) => backend.program('chain', (o, { x }: X) => ({ y: chain(o, x) })));
      expect(arrays).toBeLessThan(8);
    });

    it('that a backward pass needs are freed as soon as it has used them', async () => {
      const arrays = await arraysAtPeak((backend) => {
        const parameter = backend.variable({ name: 'parameter', shape: [elements], dtype: 'f32' });
        const gradient = backend.variable({ name: 'gradient', shape: [elements], dtype: 'f32' });
        return backend.program('deep', (o, { x }: X) => {
          const tape = new Tape(o, { gradients: new Map([[parameter, gradient]]) });
          const y = chain(tape, add(tape, parameter, x));
          tape.backward(sum(tape, y));
          return { y };
        });
      });
      expect(arrays).toBeLessThan(links + 10);
    });
  });

  describe('a closed backend', () => {
    it('refuses everything, and closing once more is nothing', async () => {
      const backend = await open();
      const variable = backend.variable({ name: 'v', shape: [], dtype: 'f32' });
      const program = backend.program('p', (o, { x }: X) => ({ y: add(o, x, 1) }));
      await program.prepare({ x: { shape: [], dtype: 'f32' } });
      const { y } = program.run({ x: 1 });
      await backend.close();
      expect(() => program.run({ x: 1 })).toThrow(BackendClosedError);
      expect(() => backend.variable({ name: 'w', shape: [], dtype: 'f32' })).toThrow(BackendClosedError);
      expect(() => backend.writeVariable(variable, Float32Array.of(1))).toThrow(BackendClosedError);
      expect(() => backend.program('q', (o) => scalar(o, 1))).toThrow(BackendClosedError);
      expect(() => backend.memory()).toThrow(BackendClosedError);
      for (const refused of [
        () => program.prepare({ x: { shape: [2], dtype: 'f32' } }), () => backend.scope((o) => scalar(o, 1)),
        () => backend.read(y), () => backend.readVariable(variable), () => backend.sync(),
      ]) await expect(refused()).rejects.toThrow(BackendClosedError);
      await backend.close();
    });

    it('is closed in the middle of a run without a crash', async () => {
      const backend = await open();
      const program = training(backend);
      await program.prepare({ x: { shape, dtype: 'f32' } });
      program.run({ x: fed() });
      await backend.close();
      expect(() => program.run({ x: fed() })).toThrow(/closed; open another one/);
    });
  });

  describe('a fused op of a user’s own', () => {
    const backend = opened(open);
    const cubeOp: FusedOp<{ x: Value }, { readonly factor: number }, { out: Value }> = {
      name: 'cube',
      differentiable: ['out'],
      infer: ({ x }) => ({ out: x }),
      reference: (o, { x }, { factor }) => ({ out: multiply(o, multiply(o, x, multiply(o, x, x)), factor) }),
    };

    it('runs its reference, has its derivative, and the report says why', async () => {
      const x = backend().variable({ name: 'x', shape: [2], dtype: 'f32' }, Float32Array.of(1, -2));
      const gradient = backend().variable({ name: 'gradient', shape: [2], dtype: 'f32' });
      const program = backend().program('cubes', (o) => {
        const tape = new Tape(o, { gradients: new Map([[x, gradient]]) });
        const { out } = tape.call(cubeOp, { x: tape.read(x) }, { factor: 10 });
        tape.backward(sum(tape, out));
        return { out };
      });
      await program.prepare({});
      const { out } = program.run({});
      expect([Array.from(await backend().read(out)), Array.from(await backend().readVariable(gradient))])
        .toEqual([[10, -80], [30, 120]]);
      out.dispose();
      expect(backend().kernels.entries().filter(({ program: name }) => name === 'cubes')).toEqual([
        { program: 'cubes', op: 'cube', choice: { reference: expect.stringMatching(/./) as string } },
      ]);
    });
  });
}
