import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { readModelFixture } from '../parity-tests/model-fixture.ts';
import { classicT5 } from './config.ts';
import type { T5Options } from './config.ts';
import { t5FromHuggingFace, t5HuggingFaceNames, t5ToHuggingFace } from './hugging-face.ts';
import { t5 } from './t5.ts';

const sides = ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight'];
const forms = [
  { form: 'a T5 v1.1', file: 't5', options: {}, tied: sides },
  { form: 'the first T5', file: 'classic-t5', options: classicT5, tied: [...sides, 'lm_head.weight'] },
];

describe.each(forms)('$form as Hugging Face stores it', ({ file, options, tied }) => {
  /** Weights of a `T5ForConditionalGeneration`, as transformers names them. */
  const fixture = readModelFixture<T5Options>(file);
  const { config, parameters } = t5({ ...options, ...fixture.config });
  const theirs = fixture.parameters;
  const ours = t5FromHuggingFace(config, theirs);

  it('has all names of the state of T5ForConditionalGeneration, but for tied tensors', () => {
    const names = parameters.flatMap(({ name }) => t5HuggingFaceNames(config, name));
    expect([...names, ...tied].sort()).toEqual([...fixture.stateDictNames].sort());
  });

  it('becomes parameters of our names, order and shapes', () => {
    expect([...ours].map(([name, { shape }]) => ({ name, shape })))
      .toEqual(parameters.map(({ name, shape }) => ({ name, shape })));
  });

  it('comes back as it was', () => {
    expect(new Map([...t5ToHuggingFace(config, ours)].sort())).toEqual(new Map([...theirs].sort()));
  });

  it('is refused when a tensor is missing', () => {
    const broken = new Map(theirs);
    broken.delete('decoder.block.0.layer.1.EncDecAttention.k.weight');
    expect(() => t5FromHuggingFace(config, broken))
      .toThrow('t5: parameter "decoder.block.0.layer.1.EncDecAttention.k.weight" is missing');
  });

  it.each([
    'positions.weight', 'encoder.blocks.0.crossAttention.key.weight', 'encoder.blocks.0.feedForward.up.weight',
    'decoder.blocks.0.attention.toString.weight', 'decoder.positionBias.bias',
  ])('has no parameter %s', (name) => {
    expect(() => t5HuggingFaceNames(config, name)).toThrow(InvalidInputError);
    expect(() => t5HuggingFaceNames(config, name)).toThrow(`t5: "${name}" is no parameter of a T5`);
  });
});
