/** Twenty steps of a small GPT: by kernels, by references, in float64. */
import { randomBits, seedKey } from '@oneday/core';
import {
  adamw, add, attention, crossEntropy, divide, embedding, globalNorm, layerNorm, linear, minimum, scalarLike, Tape,
  withPrecision,
} from '@oneday/ops';
import type { Backend, CrossEntropyOutputs, HostArray, Ops, PrecisionPolicy, Value, Variable } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { normals } from '../cases/operation-case.ts';
import { openFloat64 } from '../float64/open-float64.ts';
import { readAll } from './suite-options.ts';
import type { ConformanceOptions } from './suite-options.ts';

const [batch, time, width, heads, inner, vocabulary, layers] = [3, 9, 16, 2, 33, 29, 2];
const steps = 20;

/** Largest relative difference of two losses of one step. */
const bounds: { readonly [P in PrecisionPolicy]: number } = { f32: 2e-6, bf16: 1e-2, f16: 1e-3 };

const block = {
  norm: [width], qkv: [3 * width, width], out: [width, width], inner: [inner, width], outer: [width, inner],
};
const shapes: { readonly [name: string]: readonly number[] } = {
  tokens: [vocabulary, width], positions: [time, width], lastNorm: [width],
  ...Object.fromEntries(Array.from({ length: layers }, (_, layer) =>
    Object.entries(block).map(([name, shape]) => [`${layer}.${name}`, shape])).flat()),
};

type Variables = { readonly [name: string]: Variable };

function variablesOf(backend: Backend, role: string, initial: boolean): Variables {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => {
    const numbers = name.endsWith('orm') ? normals(name, shape, 0.1, 1) : normals(name, shape, 0.2);
    const spec = { name: `${role}${name}`, shape, dtype: 'f32' } as const;
    return [name, backend.variable(spec, initial ? numbers.data : undefined)];
  }));
}

function lossOf(o: Ops, p: Variables, ids: Value, labels: Value): CrossEntropyOutputs {
  const positions = o.iota([batch, time], 1, 'i32');
  let x = add(o, embedding(o, p.tokens!, ids), embedding(o, p.positions!, positions));
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: keyof typeof block) => p[`${layer}.${name}`]!;
    const qkv = linear(o, layerNorm(o, x, { weight: of('norm') }), of('qkv'));
    const attended = attention(o, o.reshape(qkv, [batch, time, 3, heads, width / heads]), { causal: true });
    x = linear(o, o.reshape(attended, [batch, time, width]), of('out'), { residual: x });
    x = linear(o, linear(o, layerNorm(o, x), of('inner'), { activation: 'gelu' }), of('outer'), { residual: x });
  }
  return crossEntropy(o, layerNorm(o, x, { weight: p.lastNorm! }), p.tokens!, labels);
}

/** Sequences that count in threes from a random token, seen from `ahead` tokens on: something to learn. */
function tokensOf(step: number, ahead: number): HostArray {
  const starts = randomBits(seedKey(step), batch);
  const token = (row: number, position: number) => (starts[row]! + 3 * (position + ahead)) % vocabulary;
  const data = Int32Array.from({ length: batch * time }, (_, i) => token(Math.floor(i / time), i % time));
  return { shape: [batch, time], data };
}

/** Mean losses of the steps. */
async function trajectory(backend: Backend, policy: PrecisionPolicy): Promise<number[]> {
  const parameters = variablesOf(backend, '', true);
  const [gradients, firsts, seconds] = (['gradient ', 'first ', 'second '] as const).map((role) =>
    variablesOf(backend, role, false)) as [Variables, Variables, Variables];
  const names = Object.keys(shapes);
  type Batch = { ids: Value; labels: Value; firstCorrection: Value; secondCorrection: Value };
  const program = backend.program('train', (o, { ids, labels, firstCorrection, secondCorrection }: Batch) => {
    const tape = new Tape(o, { gradients: new Map(names.map((name) => [parameters[name]!, gradients[name]!])) });
    const { lossSum, count } = lossOf(withPrecision(tape, policy), parameters, ids, labels);
    tape.backward(lossSum);
    const norm = divide(o, globalNorm(o, names.map((name) => gradients[name]!)), count);
    const clip = minimum(o, divide(o, 1, add(o, norm, 1e-6)), 1);
    const scalars = {
      learningRate: scalarLike(o, 1e-2, count), gradientScale: divide(o, clip, count), firstCorrection,
      secondCorrection, apply: o.unary('isFinite', norm),
    };
    for (const name of names) {
      const next = adamw(o, {
        parameter: o.read(parameters[name]!), gradient: o.read(gradients[name]!),
        firstMoment: o.read(firsts[name]!), secondMoment: o.read(seconds[name]!), ...scalars,
      }, { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 });
      o.assign(parameters[name]!, next.nextParameter);
      o.assign(firsts[name]!, next.nextFirstMoment);
      o.assign(seconds[name]!, next.nextSecondMoment);
      o.assign(gradients[name]!, scalarLike(o, 0, gradients[name]!));
    }
    return { lossSum, count };
  });
  const ids = { shape: [batch, time], dtype: 'i32' } as const;
  const number = { shape: [], dtype: 'f32' } as const;
  await program.prepare({ ids, labels: ids, firstCorrection: number, secondCorrection: number });
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const corrections = { firstCorrection: 1 - 0.9 ** step, secondCorrection: 1 - 0.99 ** step };
    const tokens = { ids: tokensOf(step, 0), labels: tokensOf(step, 1) };
    const sums = await readAll(backend, program.run({ ...tokens, ...corrections }));
    losses.push(sums.lossSum[0]! / sums.count[0]!);
  }
  return losses;
}

/** Defines the tests. */
export function trajectorySuite({ open, openReference }: ConformanceOptions): void {
  describe.each(Object.keys(bounds) as PrecisionPolicy[])('twenty steps of a small GPT, operands in %s', (policy) => {
    const run = async (opening: () => Promise<Backend>) => {
      await using backend = await opening();
      return await trajectory(backend, policy);
    };
    const largestDifference = (a: readonly number[], b: readonly number[]) =>
      Math.max(...a.map((loss, i) => Math.abs(loss - b[i]!) / b[i]!));

    it('have the losses of float64', async () => {
      const [losses, oracle] = [await run(open), await run(openFloat64)];
      expect(oracle.at(-1)).toBeLessThan(0.8 * oracle[0]!);
      expect(largestDifference(losses, oracle)).toBeLessThanOrEqual(bounds[policy]);
    });

    if (openReference === undefined) return;
    it('have the losses of the references on the same device', async () => {
      const [native, references] = [await run(open), await run(openReference)];
      expect(largestDifference(native, references)).toBeLessThanOrEqual(bounds[policy]);
    });
  });
}
