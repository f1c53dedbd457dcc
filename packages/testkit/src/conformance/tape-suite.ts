/** The rules of the tape: where gradients go, how often, and what a checkpointed block may do. */
import { ShapeError } from '@oneday/core';
import {
  add, attention, crossEntropy, dropout, globalNorm, layerNorm, linear, multiply, scalar, shapesOf, sum, Tape,
} from '@oneday/ops';
import type { Backend, Ops, Value, Variable } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { indices, normals, unsigned } from '../cases/operation-case.ts';
import { evaluate, opened, readAll } from './suite-options.ts';
import type { ConformanceOptions } from './suite-options.ts';

/** Variables of random numbers, each with a variable for its gradient. */
function parametersOf(backend: Backend, shapes: { readonly [name: string]: readonly number[] }) {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const parameter = backend.variable({ name, shape, dtype: 'f32' }, normals(name, shape, 0.5).data);
    return [name, parameter, backend.variable({ name: `gradient of ${name}`, shape, dtype: 'f32' })] as const;
  });
  const parameter = Object.fromEntries(entries.map(([name, variable]) => [name, variable]));
  return { parameter, gradients: new Map(entries.map(([, variable, gradient]) => [variable, gradient])) };
}

type Loss = (o: Ops, parameter: { readonly [name: string]: Variable }) => Value;

/** The gradients of `loss`, after one backward pass. */
async function gradientsOf(
  backend: Backend, shapes: { readonly [name: string]: readonly number[] }, loss: Loss, seed?: number,
): Promise<{ [name: string]: number[] }> {
  const { parameter, gradients } = parametersOf(backend, shapes);
  (await backend.scope((o) => {
    const tape = new Tape(o, { gradients });
    const value = loss(tape, parameter);
    tape.backward(value, seed === undefined ? undefined : scalar(o, seed));
    return value;
  })).dispose();
  const read: [string, number[]][] = [];
  for (const [name, variable] of Object.entries(parameter)) {
    read.push([name, Array.from(await backend.readVariable(gradients.get(variable)!))]);
  }
  return Object.fromEntries(read);
}

/** The largest difference of two lists of numbers, relative to the largest number. */
function relativeDifference(a: readonly number[], b: readonly number[]): number {
  const largest = Math.max(...b.map(Math.abs), 1e-30);
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!))) / largest;
}

const closeTo = (a: { [name: string]: number[] }, b: { [name: string]: number[] }, most: number) =>
  Object.keys(b).forEach((name) => expect(relativeDifference(a[name]!, b[name]!), name).toBeLessThanOrEqual(most));

function gradientRules(backend: () => Backend): void {
  const square: Loss = (o, { x }) => sum(o, multiply(o, x!, x!));

  it('a frozen parameter gets no gradient and the others get theirs', async () => {
    const { parameter, gradients } = parametersOf(backend(), { x: [3], frozen: [3] });
    const frozenGradient = gradients.get(parameter.frozen!)!;
    gradients.delete(parameter.frozen!);
    (await backend().scope((o) => {
      const tape = new Tape(o, { gradients });
      const loss = sum(tape, multiply(tape, parameter.x!, parameter.frozen!));
      tape.backward(loss);
      return loss;
    })).dispose();
    const [gradient, untouched, frozen] = await Promise.all(
      [gradients.get(parameter.x!)!, frozenGradient, parameter.frozen!].map((v) => backend().readVariable(v)));
    expect([Array.from(untouched!), Array.from(gradient!)]).toEqual([[0, 0, 0], Array.from(frozen!)]);
  });

  it('a parameter that is read n times gets the sum of n gradients', async () => {
    const once = await gradientsOf(backend(), { x: [7] }, (o, { x }) => sum(o, o.read(x!)));
    const thrice = await gradientsOf(backend(), { x: [7] }, (o, { x }) =>
      add(o, add(o, sum(o, o.read(x!)), sum(o, multiply(o, x!, 2))), sum(o, o.read(x!))));
    expect(thrice.x).toEqual(once.x!.map((g) => 4 * g));
  });

  it('a value that is used n times gets the sum of n gradients', async () => {
    const { x } = await gradientsOf(backend(), { x: [5] }, (o, { x: parameter }) => {
      const y = multiply(o, parameter!, 1);
      return add(o, sum(o, y), add(o, sum(o, multiply(o, y, 3)), sum(o, y)));
    });
    expect(x).toEqual([5, 5, 5, 5, 5]);
  });

  it('gradients are added to what their variables hold', async () => {
    const { parameter, gradients } = parametersOf(backend(), { x: [3] });
    const program = backend().program('accumulate', (o) => {
      const tape = new Tape(o, { gradients });
      const loss = square(tape, parameter);
      tape.backward(loss);
      return { loss };
    });
    await program.prepare({});
    for (let i = 0; i < 3; i++) program.run({}).loss.dispose();
    const expected = (await gradientsOf(backend(), { x: [3] }, square)).x!.map((g) => Math.fround(3 * g));
    const got = Array.from(await backend().readVariable(gradients.get(parameter.x!)!));
    expect(relativeDifference(got, expected)).toBeLessThan(1e-6);
  });

  it('a seed scales all gradients: a loss scale', async () => {
    const plain = await gradientsOf(backend(), { x: [33] }, square);
    const scaled = await gradientsOf(backend(), { x: [33] }, square, 1024);
    expect(scaled.x).toEqual(plain.x!.map((g) => 1024 * g));
  });

  it('a loss that is no f32 scalar is refused', async () => {
    await expect(gradientsOf(backend(), { x: [3] }, (o, { x }) => o.read(x!))).rejects.toThrow(
      'backward: the loss is an f32 scalar; got f32[3]');
  });

  it('assigning a value on the tape is refused', async () => {
    const failure = gradientsOf(backend(), { x: [3] }, (o, { x }) => {
      o.assign(x!, multiply(o, x!, 2));
      return scalar(o, 1);
    });
    await expect(failure).rejects.toThrow(/assign: variable x is set to a value on the tape/);
  });

  it('an op without a derivative refuses values that need one', async () => {
    await expect(gradientsOf(backend(), { x: [3] }, (o, { x }) => globalNorm(o, [x!]))).rejects.toThrow(
      /globalNorm: has no derivative/);
  });

  it('a query that sees no key gives zeros and zero gradient', async () => {
    const shapes = { q: [1, 3, 2, 4], k: [1, 5, 2, 4], v: [1, 5, 2, 4] };
    let out: Value | undefined;
    const { parameter, gradients } = parametersOf(backend(), shapes);
    const result = await backend().scope((o) => {
      const tape = new Tape(o, { gradients });
      const [q, k, v] = [parameter.q!, parameter.k!, parameter.v!].map((variable) => tape.read(variable));
      const segments = {
        query: o.constant(Int32Array.of(1, 0, 4), { shape: [1, 3], dtype: 'i32' }),
        key: o.constant(Int32Array.of(1, 1, 0, 2, 1), { shape: [1, 5], dtype: 'i32' }),
      };
      out = attention(tape, { q: q!, k: k!, v: v! }, { segments });
      tape.backward(sum(tape, multiply(tape, out, out)));
      return { out };
    });
    const attended = (await readAll(backend(), result)).out;
    const [queries, keys] = await Promise.all(['q', 'k'].map(async (name) =>
      Array.from(await backend().readVariable(gradients.get(parameter[name]!)!))));
    const zeros = new Array<number>(8).fill(0);
    const unsigned = (numbers: readonly number[]) => numbers.map((x) => x + 0);
    expect([attended.slice(8, 16), attended.slice(16), queries!.slice(8, 16), queries!.slice(16)].map(unsigned))
      .toEqual([zeros, zeros, zeros, zeros]);
    // Keys 2 (padding) and 3 (a segment without queries) are seen by nobody; key 0 is.
    expect([keys!.slice(16, 24), keys!.slice(24, 32)].map(unsigned)).toEqual([zeros, zeros]);
    expect(keys!.slice(0, 8).some((g) => g !== 0) && attended.slice(0, 8).some((x) => x !== 0)).toBe(true);
  });
}

function checkpointRules(backend: () => Backend): void {
  const shapes = { x: [6, 8], inner: [12, 8], outer: [8, 12] };
  const key = unsigned(3, 4).data;
  type Block = (o: Ops, inputs: { readonly h: Value; readonly key: Value }) => Value;

  /** A block with dropout, run as it is or checkpointed. */
  const lossWith = (run: (o: Ops, block: Block, inputs: { h: Value; key: Value }) => Value): Loss => (o, p) => {
    const block: Block = (inner, { h, key: mask }) => {
      const hidden = linear(inner, layerNorm(inner, h), p.inner!, { activation: 'gelu' });
      return dropout(inner, linear(inner, hidden, p.outer!, { residual: h }), mask, 0.3);
    };
    const inputs = { h: multiply(o, p.x!, 2), key: o.constant(key, { shape: [2], dtype: 'u32' }) };
    const y = run(o, block, inputs);
    return sum(o, multiply(o, y, y));
  };
  const plain = lossWith((o, block, inputs) => block(o, inputs));

  it.each<readonly [string, Loss]>([
    ['a block with dropout', lossWith((o, block, inputs) => o.checkpoint(block, inputs))],
    ['a block within a block', lossWith((o, block, inputs) =>
      o.checkpoint((inner, given: typeof inputs) => inner.checkpoint(block, given), inputs))],
    ['a block that gives a record with its own input', lossWith((o, block, inputs) => {
      const { y, h } = o.checkpoint((inner, given: typeof inputs) => ({ y: block(inner, given), h: given.h }), inputs);
      return add(o, y, multiply(o, h, 0));
    })],
  ])('%s has the same gradients', async (_, checkpointed) => {
    closeTo(await gradientsOf(backend(), shapes, checkpointed), await gradientsOf(backend(), shapes, plain), 1e-6);
  });

  it('a value that is passed twice gets its gradient once for each use', async () => {
    const { x } = await gradientsOf(backend(), { x: [3] }, (o, p) => {
      const h = multiply(o, p.x!, 1);
      return sum(o, o.checkpoint((inner, { a, b }: { a: Value; b: Value }) => add(inner, a, multiply(inner, b, 2)),
        { a: h, b: h }));
    });
    expect(x).toEqual([3, 3, 3]);
  });

  it.each<readonly [string, (h: Value, o: Ops) => Value]>([
    ['a value that was not passed', (h, o) => o.checkpoint(
      (inner, { a }: { a: Value }) => add(inner, a, h), { a: scalar(o, 1) })],
    ['a passed value itself, not from the inputs', (h, o) => o.checkpoint(
      (inner, { a }: { a: Value }) => multiply(inner, a, h), { a: h })],
  ])('capturing %s throws', async (_, use) => {
    const failure = gradientsOf(backend(), { x: [3] }, (o, { x }) => sum(o, use(multiply(o, x!, 2), o)));
    await expect(failure).rejects.toThrow(ShapeError);
    await expect(failure).rejects.toThrow(/checkpoint: the block uses a value that needs a gradient/);
  });

  it('without a tape a block is only called', async () => {
    const { y } = await evaluate(backend(), (o) =>
      ({ y: o.checkpoint((inner, x: Value) => add(inner, x, 1), scalar(o, 2)) }));
    expect(y).toEqual([3]);
  });
}

function accumulationRules(backend: () => Backend): void {
  it('over unequal micro-batches equals the big batch to 1e-6', async () => {
    const [time, width, vocabulary] = [7, 16, 33];
    const shapes = { embedded: [vocabulary, width], inner: [24, width], head: [vocabulary, 24] };
    const ids = indices('ids', [8, time], vocabulary).data;
    // Sequences are of unequal length: what is beyond is not scored.
    const lengths = [7, 2, 5, 1, 7, 3, 4, 6];
    const labels = indices('labels', [8, time], vocabulary).data.map((label, i) =>
      (i % time < lengths[Math.floor(i / time)]! ? label : -100));

    /** Gradients of the mean loss, and the loss, over all rows, `rows` at a time. */
    const train = async (batches: readonly number[]) => {
      const { parameter, gradients } = parametersOf(backend(), shapes);
      const program = backend().program('micro-batch', (o, batch: { ids: Value; labels: Value }) => {
        const tape = new Tape(o, { gradients });
        const x = tape.gatherRows(tape.read(parameter.embedded!), batch.ids);
        const hidden = linear(tape, x, parameter.inner!, { activation: 'gelu' });
        const { lossSum, count } = crossEntropy(tape, hidden, parameter.head!, batch.labels);
        tape.backward(lossSum);
        return { lossSum, count };
      });
      const total = { lossSum: 0, count: 0 };
      let row = 0;
      for (const rows of batches) {
        const part = (data: Int32Array) => ({ shape: [rows, time], data: data.slice(row * time, (row + rows) * time) });
        const fed = { ids: part(ids), labels: part(labels) };
        await program.prepare(shapesOf(fed));
        const sums = await readAll(backend(), program.run(fed));
        total.lossSum += sums.lossSum[0]!;
        total.count += sums.count[0]!;
        row += rows;
      }
      const read: { [name: string]: number[] } = { loss: [total.lossSum / total.count] };
      for (const [name, variable] of Object.entries(parameter)) {
        const gradient = await backend().readVariable(gradients.get(variable)!);
        read[name] = Array.from(gradient, (g) => g / total.count);
      }
      return { read, count: total.count };
    };

    const whole = await train([8]);
    expect(whole.count).toBe(35);
    for (const batches of [[4, 4], [1, 5, 2], [7, 1]]) closeTo((await train(batches)).read, whole.read, 1e-6);
  });
}

/** Defines the tests. */
export function tapeSuite({ open }: ConformanceOptions): void {
  describe('gradients', () => gradientRules(opened(open)));
  describe('checkpointed blocks', () => checkpointRules(opened(open)));
  describe('accumulation', () => accumulationRules(opened(open)));
}
