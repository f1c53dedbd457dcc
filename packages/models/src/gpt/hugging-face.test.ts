import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { initialValues } from '@oneday/nn';
import { describe, expect, it } from 'vitest';
import { gpt } from './gpt.ts';
import { gptFromHuggingFace, gptHuggingFaceName, gptToHuggingFace } from './hugging-face.ts';

const sizes = { vocabSize: 5, layers: 1, heads: 2, width: 4, context: 3 };

function parametersOf(model: ReturnType<typeof gpt>): NamedTensors {
  return new Map(model.parameters.map((spec): [string, StoredTensor] => (
    [spec.name, { dtype: 'f32', shape: spec.shape, data: initialValues(spec, 1) }]
  )));
}

const shapesOf = (tensors: NamedTensors) => Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));

describe('a GPT as Hugging Face stores it', () => {
  it('has the names and shapes of GPT2LMHeadModel', () => {
    const model = gpt(sizes);
    expect(shapesOf(gptToHuggingFace(model.config, parametersOf(model)))).toEqual({
      'transformer.wte.weight': [5, 4],
      'transformer.wpe.weight': [3, 4],
      'transformer.h.0.ln_1.weight': [4],
      'transformer.h.0.ln_1.bias': [4],
      'transformer.h.0.attn.c_attn.weight': [4, 12],
      'transformer.h.0.attn.c_attn.bias': [12],
      'transformer.h.0.attn.c_proj.weight': [4, 4],
      'transformer.h.0.attn.c_proj.bias': [4],
      'transformer.h.0.ln_2.weight': [4],
      'transformer.h.0.ln_2.bias': [4],
      'transformer.h.0.mlp.c_fc.weight': [4, 16],
      'transformer.h.0.mlp.c_fc.bias': [16],
      'transformer.h.0.mlp.c_proj.weight': [16, 4],
      'transformer.h.0.mlp.c_proj.bias': [4],
      'transformer.ln_f.weight': [4],
      'transformer.ln_f.bias': [4],
    });
  });

  it('has the matrices of linear layers transposed, and no others', () => {
    const model = gpt(sizes);
    const ours = parametersOf(model);
    const theirs = gptToHuggingFace(model.config, ours);
    const weight = ours.get('blocks.0.qkv.weight')!.data;
    const conv1d = theirs.get('transformer.h.0.attn.c_attn.weight')!.data;
    // Output 7 of input 2: [out, in] here, [in, out] there.
    expect(conv1d[2 * 12 + 7]).toBe(weight[7 * 4 + 2]);
    expect(theirs.get('transformer.wte.weight')!.data).toEqual(ours.get('tokens.weight')!.data);
  });

  it.each([{}, { tiedHead: false }])('comes back as it was, %o', (options) => {
    const model = gpt({ ...sizes, ...options });
    const ours = parametersOf(model);
    expect(gptFromHuggingFace(model.config, gptToHuggingFace(model.config, ours))).toEqual(ours);
  });

  it('has zero biases where there are none here', () => {
    const model = gpt({ ...sizes, bias: false });
    const theirs = gptToHuggingFace(model.config, parametersOf(model));
    const withBiases = gpt(sizes);
    expect(shapesOf(theirs)).toEqual(shapesOf(gptToHuggingFace(withBiases.config, parametersOf(withBiases))));
    expect(theirs.get('transformer.h.0.attn.c_attn.bias')!.data).toEqual(new Float32Array(12));
  });

  it('is read without the prefix too, and with tensors that are no parameters', () => {
    const model = gpt(sizes);
    const ours = parametersOf(model);
    const prefixed = [...gptToHuggingFace(model.config, ours)];
    const bare = new Map(prefixed.map(([name, tensor]) => [name.slice('transformer.'.length), tensor]));
    bare.set('h.0.attn.masked_bias', { dtype: 'f32', shape: [], data: Float32Array.of(-1e4) });
    expect(gptFromHuggingFace(model.config, bare)).toEqual(ours);
  });

  it('is refused when a tensor is missing or no matrix', () => {
    const model = gpt(sizes);
    const theirs = new Map(gptToHuggingFace(model.config, parametersOf(model)));
    const name = 'transformer.h.0.mlp.c_fc.weight';
    theirs.set(name, { dtype: 'f32', shape: [64], data: new Float32Array(64) });
    const read = () => gptFromHuggingFace(model.config, theirs);
    expect(read).toThrow('gpt: a linear layer\'s weight must be a matrix; got [64]');
    theirs.delete(name);
    expect(read).toThrow(new InvalidInputError(`gpt: parameter "${name}" is missing`));
  });

  it('has no name for what is no parameter', () => {
    expect(() => gptHuggingFaceName('blocks.0.gate.weight')).toThrow(InvalidInputError);
    expect(() => gptHuggingFaceName('tokens')).toThrow('gpt: "tokens" is no parameter of a GPT');
  });
});
