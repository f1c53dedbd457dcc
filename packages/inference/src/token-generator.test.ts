import { ConfigError, InvalidInputError, randomBits, seedKey } from '@oneday/core';
import { gpt, modernGpt } from '@oneday/models';
import { bind } from '@oneday/nn';
import type { Bound, ModelDefinition } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GenerationOptions } from './draw-tokens.ts';
import { devices } from './inference-tests/devices.ts';
import { argMax, referenceLogits } from './inference-tests/reference-logits.ts';
import type { ReferenceLogits } from './inference-tests/reference-logits.ts';
import { TokenGenerator } from './token-generator.ts';
import type { GenerativeModel } from './token-generator.ts';

const vocabSize = 13;
const sizes = { vocabSize, layers: 2, heads: 2, width: 16, context: 96 };
const models: { family: string; model: GenerativeModel & ModelDefinition }[] = [
  { family: 'GPT', model: gpt({ ...sizes, tiedHead: false }) },
  { family: 'modern GPT', model: modernGpt({ ...sizes, zeroProjections: false }) },
];
const cases = devices.flatMap((device) => models.map((model) => ({ ...device, ...model })));

const promptOf = (length: number, seed = 1) =>
  Array.from(randomBits(seedKey(seed), length), (word) => (word >>> 8) % vocabSize);

async function collect(tokens: AsyncIterable<number>): Promise<number[]> {
  const ids: number[] = [];
  for await (const id of tokens) ids.push(id);
  return ids;
}

describe.each(cases)('generation with a $family on $name', ({ open, model }) => {
  let backend: Backend;
  let parameters: Bound;
  let generator: TokenGenerator;
  let reference: ReferenceLogits;
  beforeAll(async () => {
    backend = await open();
    // Large weights, so that what comes next depends on what was before.
    const initial = { kind: 'normal', std: 0.4 } as const;
    parameters = bind(backend, model.parameters.map((spec) => ({ ...spec, initial })), 3);
    generator = await TokenGenerator.prepare({ backend, model, parameters });
    reference = referenceLogits(backend, model, parameters);
  });
  afterAll(() => backend.close());

  const generated = (prompt: readonly number[], options: GenerationOptions) =>
    collect(generator.generate(prompt, options));

  /** The most likely token after the window that the rule allows, computed from nothing each time. */
  async function greedyWithoutCache(prompt: readonly number[], count: number): Promise<number[]> {
    const { context } = model.config;
    let window = prompt.slice(-context);
    const ids: number[] = [];
    while (ids.length < count) {
      const id = argMax((await reference(window)).at(-1)!);
      ids.push(id);
      window = window.length < context ? [...window, id] : [...window, id].slice(-context / 2);
    }
    return ids;
  }

  it.each([1, 5, 63, 64, 65, 90])('takes the likeliest tokens after a prompt of %i tokens', async (length) => {
    const greedy = await generated(promptOf(length), { temperature: 0, maxNewTokens: 6 });
    expect(greedy).toEqual(await greedyWithoutCache(promptOf(length), 6));
  });

  it('goes on with the last half of its context when that is full', async () => {
    const greedy = await generated(promptOf(93), { temperature: 0, maxNewTokens: 8 });
    expect(greedy).toEqual(await greedyWithoutCache(promptOf(93), 8));
  });

  it('reads of a prompt what fits in its context', async () => {
    const long = promptOf(130);
    const options = { temperature: 0, maxNewTokens: 3 };
    expect(await generated(long, options)).toEqual(await generated(long.slice(-96), options));
    expect(await generated(long, options)).toEqual(await greedyWithoutCache(long, 3));
  });

  it('draws equal tokens for equal seeds, whatever was generated before', async () => {
    const options = { maxNewTokens: 20, temperature: 0.9, topK: 10, topP: 0.95 };
    const first = await generated(promptOf(4), { ...options, seed: 7 });
    await generated(promptOf(50, 2), { ...options, seed: 8 });
    expect(await generated(promptOf(4), { ...options, seed: 7 })).toEqual(first);
    expect(await generated(promptOf(4), { ...options, seed: 8 })).not.toEqual(first);
    expect(first).toHaveLength(20);
  });

  it('ends before a stop token, and after the most tokens', async () => {
    const free = await generated(promptOf(4), { seed: 5, maxNewTokens: 12 });
    const stop = free[5]!;
    const stopped = await generated(promptOf(4), { seed: 5, maxNewTokens: 12, stopIds: [stop] });
    expect(stopped).toEqual(free.slice(0, free.indexOf(stop)));
    expect(await generated(promptOf(4), { maxNewTokens: 0 })).toEqual([]);
  });

  it('is one at a time, and over when its loop is left', async () => {
    for await (const id of generator.generate(promptOf(3))) {
      expect(id).toBeLessThan(vocabSize);
      await expect(generated(promptOf(3), {})).rejects.toThrow('generate: this generator is in use');
      break;
    }
    expect(await generated(promptOf(3), { maxNewTokens: 2 })).toHaveLength(2);
  });

  it('takes no more memory the longer it runs, and gives its cache back', async () => {
    await generated(promptOf(70), { maxNewTokens: 2 });
    const { usedBytes } = backend.memory();
    await generated(promptOf(70), { maxNewTokens: 30 });
    expect(backend.memory().usedBytes).toBe(usedBytes);
    const other = await TokenGenerator.prepare({ backend, model, parameters });
    const withOther = backend.memory().usedBytes;
    other.dispose();
    // Keys and values of two layers.
    expect(withOther - backend.memory().usedBytes).toBeGreaterThanOrEqual(2 * 2 * 96 * 16 * 4);
  });

  it('refuses prompts without tokens or with unknown ones, and settings out of range', async () => {
    await expect(generated([], {})).rejects.toThrow(InvalidInputError);
    await expect(generated([1, 13], {})).rejects.toThrow('the prompt has token 13, but tokens are 0 to 12');
    await expect(generated([1, -1], {})).rejects.toThrow('the prompt has token -1');
    await expect(generated([1], { maxNewTokens: -1 })).rejects.toThrow(ConfigError);
    await expect(generated([1], { topK: 0 })).rejects.toThrow(ConfigError);
    await expect(generated([1], { seed: -1 })).rejects.toThrow(InvalidInputError);
    expect(await generated([1], { maxNewTokens: 1 })).toHaveLength(1);
  });
});
