import { createBackend, crossEntropy, sizeOf, Tape, withPrecision } from '@oneday/ops';
import type { PrecisionPolicy } from '@oneday/ops';
import { expect, it } from 'vitest';
import { chunkedCrossEntropy, MOST_LOGITS } from './cross-entropy.ts';
import { emitModule } from './emit/emit-module.ts';
import { describeOnCpu, openCpuClient } from './engine-tests/cpu-plugin.ts';
import { recordGraph } from './engine-tests/record-graph.ts';
import { XlaEngine } from './engine.ts';

const [ROWS, WIDTH, VOCABULARY] = [37, 8, 11];
const numbers = (size: number, factor: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(factor * i));
/** Some are not scored. */
const labels = Int32Array.from({ length: ROWS }, (_, i) => (i % 5 === 4 ? -100 : (i * 7) % VOCABULARY));
const specs = {
  hidden: { shape: [ROWS, WIDTH], dtype: 'f32' }, weight: { shape: [VOCABULARY, WIDTH], dtype: 'f32' },
  bias: { shape: [VOCABULARY], dtype: 'f32' },
} as const;

/** Loss, count, correct, and the gradients of hidden, weight and bias, with so many logits at a time. */
async function results(mostLogits: number, precision: PrecisionPolicy): Promise<number[][]> {
  const engine = new XlaEngine(await openCpuClient(), { cache: undefined, flashAttention: false, mostLogits });
  const backend = createBackend(engine, { demandNative: true });
  const entries = Object.entries(specs);
  const parameters = entries.map(([name, spec], i) => (
    backend.variable({ name, ...spec }, numbers(sizeOf(spec.shape), i + 1))
  ));
  const gradients = entries.map(([name, spec]) => backend.variable({ name: `gradient of ${name}`, ...spec }));
  const program = backend.program('head', (o) => {
    const tape = new Tape(o, { gradients: new Map(parameters.map((parameter, i) => [parameter, gradients[i]!])) });
    const known = tape.constant(labels, { shape: [ROWS], dtype: 'i32' });
    const [hidden, weight, bias] = parameters;
    const sums = crossEntropy(withPrecision(tape, precision), tape.read(hidden!), weight!, known, { bias: bias! });
    tape.backward(sums.lossSum);
    return sums;
  });
  await program.prepare({});
  const outputs = Object.values(program.run({}));
  const found = [
    ...await Promise.all(outputs.map((output) => backend.read(output))),
    ...await Promise.all(gradients.map((gradient) => backend.readVariable(gradient))),
  ];
  await backend.close();
  return found.map((array) => Array.from(array as Float32Array));
}

describeOnCpu('the head and its loss', () => {
  it.each(['f32', 'bf16'] as const)('are the same in one chunk and in many, in %s', async (precision) => {
    const whole = await results(MOST_LOGITS, precision);
    for (const rows of [6, 36]) {
      const chunked = await results(rows * VOCABULARY, precision);
      expect(chunked.slice(1, 3)).toEqual(whole.slice(1, 3));
      chunked.forEach((array, i) => array.forEach((number, j) => expect(number).toBeCloseTo(whole[i]![j]!, 4)));
    }
  });

  it('never have more logits than allowed: one product a chunk, each after the one before', async () => {
    const graph = await recordGraph((o, _, variable) => {
      const [hidden, weight] = [specs.hidden, specs.weight].map((spec, i) => variable({ name: `${i}`, ...spec }));
      return crossEntropy(o, o.read(hidden!), weight!, o.constant(labels, { shape: [ROWS], dtype: 'i32' }));
    }, () => chunkedCrossEntropy);
    const { text } = emitModule(graph, 10 * VOCABULARY);
    const shapes = [...text.matchAll(/stablehlo\.dot_general .* -> (tensor<\S+>)/g)].map(([, type]) => type);
    expect(shapes).toEqual([10, 10, 10, 7].map((rows) => `tensor<${rows}x${VOCABULARY}xf32>`));
    expect(text.match(/stablehlo\.optimization_barrier/g)).toHaveLength(3);
  });
});
