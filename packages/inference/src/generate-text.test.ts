import { cpu } from '@oneday/backend-cpu';
import type { TokenBatch, Tokenizer } from '@oneday/core';
import { modernGpt } from '@oneday/models';
import type { Backend } from '@oneday/ops';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateText } from './generate-text.ts';
import type { TextGenerationOptions } from './generate-text.ts';
import { bindWeights, trainedWeights } from './inference-tests/trained-weights.ts';
import { TokenGenerator } from './token-generator.ts';

/** Of characters with one, two, three and four bytes, each of which is as many tokens. */
const poem = '我喜欢吃苹果。¡Qué rico! 🍎🍏 ¿Y tú?';

describe('a text that is generated', () => {
  let backend: Backend;
  let tokenizer: Tokenizer;
  let generator: TokenGenerator;
  let startId: number;
  let bytes: number;

  beforeAll(async () => {
    tokenizer = await trainByteLevelBpe([], { vocabSize: 257, specialTokens: ['<|endoftext|>'] });
    startId = tokenizer.specialTokens['<|endoftext|>']!;
    const { ids } = tokenizer.encode(poem);
    bytes = ids.length;
    const document = Int32Array.of(startId, ...ids, startId);
    const model = modernGpt({ vocabSize: 257, layers: 1, heads: 2, width: 32, context: 80 });
    const time = document.length - 1;
    const batch: TokenBatch = { shape: [1, time], inputIds: document.slice(0, time), labels: document.slice(1) };
    const weights = await trainedWeights(model, batch, 60);
    backend = await cpu();
    const parameters = bindWeights(backend, model, weights);
    generator = await TokenGenerator.prepare({ backend, model, parameters });
  });
  afterAll(() => backend.close());

  async function pieces(options: Partial<TextGenerationOptions>): Promise<string[]> {
    const collected: string[] = [];
    const all = { generator, tokenizer, startId, prompt: '', temperature: 0, stopIds: [startId], ...options };
    for await (const piece of generateText(all)) collected.push(piece);
    return collected;
  }

  it('is what the model learnt, in whole characters', async () => {
    expect(bytes).toBeGreaterThan([...poem].length);
    expect(await pieces({})).toEqual([...poem]);
  });

  it('goes on from its prompt', async () => {
    expect((await pieces({ prompt: '我喜欢' })).join('')).toBe('吃苹果。¡Qué rico! 🍎🍏 ¿Y tú?');
  });

  it('ends with U+FFFD where the last character was left open', async () => {
    expect((await pieces({ maxNewTokens: 5 })).join('')).toBe('我\uFFFD');
  });

  it('has no special tokens unless they are asked for', async () => {
    const options = { prompt: '¿Y t', maxNewTokens: 4, stopIds: [] };
    expect((await pieces(options)).join('')).not.toContain('<|endoftext|>');
    expect((await pieces({ ...options, skipSpecialTokens: false })).join('')).toContain('ú?<|endoftext|>');
  });

  it('needs something to begin with', async () => {
    await expect(pieces({ startId: undefined })).rejects.toThrow('generate: the prompt is empty');
  });
});
