import { ConfigError, InvalidInputError, randomBits, seedKey } from '@oneday/core';
import { classicT5, t5 } from '@oneday/models';
import { bind } from '@oneday/nn';
import type { Bound, DeviceBatch } from '@oneday/nn';
import { shapesOf } from '@oneday/ops';
import type { Backend } from '@oneday/ops';
import { characterTokenizer } from '@oneday/tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConditionalGenerator } from './conditional-generator.ts';
import type { ConditionalGeneratorOptions } from './conditional-generator.ts';
import type { GenerationOptions } from './draw-tokens.ts';
import { generateText } from './generate-text.ts';
import { devices } from './inference-tests/devices.ts';
import { argMax } from './inference-tests/reference-logits.ts';

const vocabSize = 13;
const startId = 0;
const sizes = { vocabSize, layers: 1, decoderLayers: 2, heads: 2, width: 16, buckets: 8, maxDistance: 16 };
const models = [
  { family: 'T5 v1.1', model: t5(sizes) }, { family: 'first T5', model: t5({ ...classicT5, ...sizes }) },
];
const cases = devices.flatMap((device) => models.map((model) => ({ ...device, ...model })));

const sourceOf = (length: number, seed = 1) =>
  Array.from(randomBits(seedKey(seed), length), (word) => (word >>> 8) % vocabSize);

describe.each(cases)('targets of a $family on $name', ({ open, model }) => {
  let backend: Backend;
  let parameters: Bound;
  let generator: ConditionalGenerator;
  const prepare = (options: Partial<ConditionalGeneratorOptions> = {}) =>
    ConditionalGenerator.prepare(
      { backend, model, parameters, startId, sourceLength: 9, targetLength: 12, ...options },
    );
  beforeAll(async () => {
    backend = await open();
    // Large weights, so that what comes next depends on what was before.
    const initial = { kind: 'normal', std: 0.6 } as const;
    parameters = bind(backend, model.parameters.map((spec) => ({ ...spec, initial })), 3);
    generator = await prepare();
  });
  afterAll(() => backend.close());

  async function generated(source: readonly number[], options: GenerationOptions): Promise<number[]> {
    const ids: number[] = [];
    for await (const id of generator.generate(source, options)) ids.push(id);
    return ids;
  }

  /** The likeliest tokens, from the whole source and target each time. */
  async function greedyWithoutCache(source: readonly number[], count: number): Promise<number[]> {
    const program = backend.program('whole', (o, { batch }: { batch: DeviceBatch }) => (
      { logits: model.logits(o, parameters, batch) }
    ));
    const row = (ids: readonly number[]) => ({ shape: [1, ids.length], data: Int32Array.from(ids) });
    const ids: number[] = [];
    while (ids.length < count) {
      const target = [startId, ...ids];
      const batch = { inputIds: row(source), decoderInputIds: row(target), labels: row(target) };
      await program.prepare(shapesOf({ batch }));
      const logits = Array.from(await backend.read(program.run({ batch }).logits));
      ids.push(argMax(logits.slice(-vocabSize)));
    }
    return ids;
  }

  it.each([1, 5, 9])('are the likeliest tokens for a source of %i tokens', async (length) => {
    const greedy = await generated(sourceOf(length), { temperature: 0, maxNewTokens: 7 });
    expect(greedy).toEqual(await greedyWithoutCache(sourceOf(length), 7));
  });

  it('end after their longest length, after the most tokens, and before a stop token', async () => {
    const free = await generated(sourceOf(4), { seed: 5 });
    expect(free).toHaveLength(12);
    expect(await generated(sourceOf(4), { seed: 5, maxNewTokens: 3 })).toEqual(free.slice(0, 3));
    expect(await generated(sourceOf(4), { maxNewTokens: 0 })).toEqual([]);
    const stop = free[6]!;
    expect(await generated(sourceOf(4), { seed: 5, stopIds: [stop] })).toEqual(free.slice(0, free.indexOf(stop)));
  });

  it('follow from source and seed alone, whatever was generated before', async () => {
    const options = { temperature: 0.9, topK: 10, topP: 0.95, seed: 7 };
    const first = await generated(sourceOf(6), options);
    await generated(sourceOf(9, 2), { seed: 8 });
    expect(await generated(sourceOf(6), options)).toEqual(first);
    expect(await generated(sourceOf(6, 2), options)).not.toEqual(first);
  });

  it('come one generation at a time, which is over when its loop is left', async () => {
    for await (const id of generator.generate(sourceOf(3))) {
      expect(id).toBeLessThan(vocabSize);
      await expect(generated(sourceOf(3), {})).rejects.toThrow('generate: this generator is in use');
      break;
    }
    expect(await generated(sourceOf(3), { maxNewTokens: 2 })).toHaveLength(2);
  });

  it('take no memory that is not given back', async () => {
    const { usedBytes } = backend.memory();
    await generated(sourceOf(5), {});
    expect(backend.memory().usedBytes).toBe(usedBytes);
    const other = await prepare();
    const withOther = backend.memory().usedBytes;
    other.dispose();
    // Keys and values of the target and the source, in two blocks.
    expect(withOther - backend.memory().usedBytes).toBeGreaterThanOrEqual(2 * 2 * (12 + 9) * 16 * 4);
  });

  it('can be had as text', async () => {
    const tokenizer = characterTokenizer('abcdefghijklm');
    const pieces: string[] = [];
    for await (const piece of generateText({ generator, tokenizer, prompt: 'badge', temperature: 0 })) {
      pieces.push(piece);
    }
    const ids = await generated(Array.from(tokenizer.encode('badge').ids), { temperature: 0 });
    expect(pieces.join('')).toBe(tokenizer.decode(ids));
  });

  it('are refused for sources that are empty, too long or of unknown tokens, and settings out of range', async () => {
    await expect(generated([], {})).rejects.toThrow(new InvalidInputError('generate: the source has no tokens'));
    await expect(generated(sourceOf(10), {}))
      .rejects.toThrow('generate: the source has 10 tokens, but sourceLength is 9; prepare one for more');
    await expect(generated([1, 13], {})).rejects.toThrow('the source has token 13, but tokens are 0 to 12');
    await expect(generated([1], { maxNewTokens: -1 })).rejects.toThrow(ConfigError);
    await expect(generated([1], { topK: 0 })).rejects.toThrow(ConfigError);
    expect(await generated([1], { maxNewTokens: 1 })).toHaveLength(1);
    await expect(prepare({ sourceLength: 0 }))
      .rejects.toThrow('generate: sourceLength must be a positive integer; got 0');
    await expect(prepare({ startId: 13 })).rejects.toThrow('the start of targets has token 13');
  });
});
