import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { readModelFixture } from '../parity-tests/model-fixture.ts';
import { bert } from './bert.ts';
import { classicBert } from './config.ts';
import type { BertOptions } from './config.ts';
import { bertFromHuggingFace, bertHuggingFaceNames, bertToHuggingFace } from './hugging-face.ts';

/** Weights of a `BertForMaskedLM`, as transformers names them. */
const fixture = readModelFixture<BertOptions>('bert');
const { config, parameters } = bert({ ...classicBert, ...fixture.config });
const theirs = fixture.parameters;
const ours = bertFromHuggingFace(config, theirs);

describe('a classic BERT as Hugging Face stores it', () => {
  it('has all names of the state of BertForMaskedLM, but for tied tensors', () => {
    const tied = ['cls.predictions.decoder.weight', 'cls.predictions.decoder.bias'];
    const names = parameters.flatMap(({ name }) => bertHuggingFaceNames(name));
    expect([...names, ...tied].sort()).toEqual([...fixture.stateDictNames].sort());
  });

  it('becomes parameters of our names, order and shapes', () => {
    expect([...ours].map(([name, { shape }]) => ({ name, shape })))
      .toEqual(parameters.map(({ name, shape }) => ({ name, shape })));
  });

  it('has the rows of query, key and value in one matrix', () => {
    const qkv = ours.get('blocks.1.qkv.weight')!.data as Float32Array;
    const key = theirs.get('bert.encoder.layer.1.attention.self.key.weight')!.data;
    expect(qkv.slice(key.length, 2 * key.length)).toEqual(key);
  });

  it('comes back as it was', () => {
    expect(new Map([...bertToHuggingFace(config, ours)].sort())).toEqual(new Map([...theirs].sort()));
  });

  it('is read with the names of old files, and with tensors that are no parameters', () => {
    const renamed = [...theirs].map(([name, tensor]) => (
      [name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'), tensor] as const
    ));
    const old = new Map([...renamed, ['bert.pooler.dense.bias', theirs.get('cls.predictions.bias')!] as const]);
    expect(old.has('bert.embeddings.LayerNorm.gamma')).toBe(true);
    expect(bertFromHuggingFace(config, old)).toEqual(ours);
  });

  it('is refused when a tensor is missing, or query, key and value differ', () => {
    const name = 'bert.encoder.layer.0.attention.self.key.weight';
    const broken = new Map(theirs);
    broken.delete(name);
    expect(() => bertFromHuggingFace(config, broken)).toThrow(`bert: parameter "${name}" is missing`);
    broken.set(name, { dtype: 'f32', shape: [2], data: new Float32Array(2) });
    expect(() => bertFromHuggingFace(config, broken)).toThrow('tensors that become one must be of one type and shape');
  });

  it('is no crammed BERT', () => {
    expect(() => bertToHuggingFace(bert().config, new Map())).toThrow(InvalidInputError);
    expect(() => bertHuggingFaceNames('positions.scale'))
      .toThrow('"positions.scale" is no parameter of a classic BERT');
  });
});
