/** Decoders on a backend, for tests: logits of whole batches and of decoding with a cache. */
import { randomBits, seedKey } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { adamw, batchFeeds, batchShapes, bindZeros, microBatchKey, TrainingStep } from '@oneday/nn';
import type { CausalDecoder, DeviceBatch, ModelDefinition } from '@oneday/nn';
import { shapesOf } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { expect } from 'vitest';

/** V of every model under test. */
export const vocabulary = 11;

/** A decoder that can be bound. */
export type Decoder = ModelDefinition & CausalDecoder;

/** Random ids and labels of a shape. */
export function batchOf(seed: number, shape: readonly [number, number], fields: Partial<TokenBatch> = {}): TokenBatch {
  const size = shape[0] * shape[1];
  const ids = Int32Array.from(randomBits(seedKey(seed), 2 * size), (word) => (word >>> 8) % vocabulary);
  return { shape, inputIds: ids.slice(0, size), labels: ids.slice(size), ...fields };
}

/** Two sequences packed into one row that ends in padding. */
export function packedBatch(a: TokenBatch, b: TokenBatch): TokenBatch {
  const [first, second] = [a.shape[1], b.shape[1]];
  const segments = [...Array<number>(first).fill(1), ...Array<number>(second).fill(2), 0];
  return {
    shape: [1, first + second + 1],
    inputIds: Int32Array.of(...a.inputIds, ...b.inputIds, 0),
    labels: new Int32Array(first + second + 1),
    segments: Int32Array.from(segments),
    positions: Int32Array.of(...Array(first).keys(), ...Array(second).keys(), 0),
  };
}

/** Logits of a batch, one row a position: T rows of V for each sequence. */
export async function logitsOf(backend: Backend, model: Decoder, batch: TokenBatch): Promise<number[][]> {
  const parameters = model.bind(backend, 1);
  const program = backend.program('logits', (o, inputs: { batch: DeviceBatch }) => (
    { logits: model.logits(o, parameters, inputs.batch) }
  ));
  await program.prepare({ batch: batchShapes(batch) });
  return rowsOf(await backend.read(program.run({ batch: batchFeeds(batch) }).logits));
}

/** The same logits by decoding with a cache, `counts` tokens at a time. */
export async function decodedLogitsOf(
  backend: Backend,
  model: Decoder,
  { inputIds, shape: [batch, time] }: TokenBatch,
  counts: readonly number[],
): Promise<number[][]> {
  const parameters = model.bind(backend, 1);
  const cache = bindZeros(backend, model.cacheSpecs({ batch, length: time + 1 }), 'cache');
  const program = backend.program('decode', (o, { ids, position }: { ids: Value; position: Value }) => (
    { logits: model.decode(o, parameters, cache, ids, position) }
  ));
  const rows: number[][][] = Array.from({ length: batch }, () => []);
  let start = 0;
  for (const count of counts) {
    const data = Int32Array.from({ length: batch * count }, (_, i) =>
      inputIds[Math.floor(i / count) * time + start + (i % count)]!);
    const feeds = { ids: { shape: [batch, count], data }, position: { shape: [], data: Int32Array.of(start) } };
    await program.prepare(shapesOf(feeds));
    const logits = rowsOf(await backend.read(program.run(feeds).logits));
    rows.forEach((row, i) => row.push(...logits.slice(i * count, (i + 1) * count)));
    start += count;
  }
  return rows.flat();
}

/** Gradients of the summed loss of a batch, and that loss. */
export async function gradientsOf(backend: Backend, model: ModelDefinition, batch: TokenBatch) {
  const parameters = model.bind(backend, 1);
  const step = new TrainingStep({ backend, model, parameters, optimizer: adamw() });
  await step.prepare(batch);
  step.accumulate(batch, microBatchKey(1, 0, 0));
  const gradients = new Map<string, number[]>();
  for (const [name, variable] of step.gradients) {
    gradients.set(name, Array.from(await backend.readVariable(variable), Number));
  }
  return { gradients, lossSum: (await step.update(0)).lossSum };
}

/** The largest difference between rows of the same sizes. */
export function furthest(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  expect(a.map((row) => row.length)).toEqual(b.map((row) => row.length));
  return Math.max(...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - b[i]![j]!))));
}

/** Rows of V logits. */
export function rowsOf(logits: ArrayLike<number>): number[][] {
  const all = Array.from(logits);
  return Array.from({ length: all.length / vocabulary }, (_, row) =>
    all.slice(row * vocabulary, (row + 1) * vocabulary));
}
