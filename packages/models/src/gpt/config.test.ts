import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { gpt } from './gpt.ts';
import type { GptOptions } from './config.ts';

const sizes = { vocabSize: 7, layers: 2, heads: 2, width: 8 };

describe('a GPT\'s configuration', () => {
  it('is GPT-2\'s where nothing is said', () => {
    expect(gpt(sizes).config).toEqual({
      ...sizes, context: 1024, innerWidth: 32, dropout: 0, bias: true, activation: 'geluTanh', tiedHead: true,
      layerNormEpsilon: 1e-5,
    });
  });

  it.each<[Partial<GptOptions>, string]>([
    [{ heads: 3 }, 'gpt: heads must be a divisor of width 8; got 3'],
    [{ layers: 0 }, 'gpt: layers must be a positive integer; got 0'],
    [{ dropout: 1 }, 'gpt: dropout must be in [0, 1); got 1'],
    [{ context: 2.5 }, 'gpt: context must be a positive integer; got 2.5'],
    [{ vocabSize: undefined }, 'gpt: vocabSize must be a positive integer; got undefined'],
    [{ layer: 3 } as Partial<GptOptions>, 'gpt: unknown key "layer"; did you mean "layers"?'],
  ])('refuses %o', (options, message) => {
    expect(() => gpt({ ...sizes, ...options })).toThrow(new ConfigError(message));
  });
});

describe('a GPT\'s parameters', () => {
  const names = (options: Partial<GptOptions>) => (
    gpt({ ...sizes, layers: 1, ...options }).parameters.map(({ name }) => name)
  );

  it('come with biases after their weights', () => {
    expect(names({})).toEqual([
      'tokens.weight', 'positions.weight',
      'blocks.0.attentionNorm.weight', 'blocks.0.attentionNorm.bias', 'blocks.0.qkv.weight', 'blocks.0.qkv.bias',
      'blocks.0.attentionOutput.weight', 'blocks.0.attentionOutput.bias',
      'blocks.0.feedForwardNorm.weight', 'blocks.0.feedForwardNorm.bias',
      'blocks.0.feedForwardIn.weight', 'blocks.0.feedForwardIn.bias',
      'blocks.0.feedForwardOut.weight', 'blocks.0.feedForwardOut.bias',
      'finalNorm.weight', 'finalNorm.bias',
    ]);
  });

  it('end with a head of its own where that is not tied', () => {
    expect(names({ bias: false, tiedHead: false }).slice(-2)).toEqual(['finalNorm.weight', 'head.weight']);
  });

  it('decay where they are matrices', () => {
    expect(gpt(sizes).parameters.every(({ decay, shape }) => decay === (shape.length === 2))).toBe(true);
  });
});
