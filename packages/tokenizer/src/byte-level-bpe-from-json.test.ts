import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { tokenizerFromJson } from './tokenizer-from-json.ts';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';

interface File {
  added_tokens: Record<string, unknown>[];
  pre_tokenizer: Record<string, unknown>;
  decoder: Record<string, unknown>;
  model: { vocab: Record<string, unknown>; merges: unknown[] } & Record<string, unknown>;
  [field: string]: unknown;
}

const text = 'the cat sat on the mat, the cat <s> sat';

describe('tokenizerFromJson, byte-level BPE', () => {
  let good: string;
  let ids: number[];

  beforeAll(async () => {
    const tokenizer = await trainByteLevelBpe([text], { vocabSize: 270, specialTokens: ['<s>'] });
    good = JSON.stringify(tokenizer);
    ids = [...tokenizer.encode(text).ids];
  });

  const changed = (change: (file: File) => void) => {
    const file = JSON.parse(good) as File;
    change(file);
    return file;
  };

  it.each([
    ['as it was written', () => {}],
    ['with merges as before version 0.20', ({ model }: File) => {
      model.merges = model.merges.map((pair) => (pair as string[]).join(' '));
    }],
    ['with a ByteLevel post-processor that trims nothing', (file: File) => {
      file.post_processor = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true };
    }],
    ['with what means nothing when every byte is a token', ({ model }: File) => {
      Object.assign(model, { unk_token: '<unk>', fuse_unk: true });
      Object.assign(model, { continuing_subword_prefix: '', end_of_word_suffix: '' });
    }],
    ['without the fields that are null or false', (file: File) => {
      for (const field of ['truncation', 'padding', 'normalizer', 'post_processor']) delete file[field];
      const { type, vocab, merges } = file.model;
      file.model = { type, vocab, merges };
    }],
  ] as const)('reads a file %s', (_, change) => {
    const read = tokenizerFromJson(changed(change));
    expect([...read.encode(text).ids]).toEqual(ids);
    expect(JSON.stringify(read)).toBe(good);
  });

  it('keeps the last place of a pair that stands twice, as the library does', () => {
    const file = changed(({ model }) => model.merges.push(model.merges[0]));
    const { merges } = tokenizerFromJson(file).toJSON().model as unknown as File['model'];
    expect(merges).toEqual(file.model.merges.slice(1));
  });

  it('takes added tokens after the vocabulary, special or not', () => {
    const read = tokenizerFromJson(changed(({ added_tokens }) => added_tokens.push(
      { id: 271, content: '[x] [y]', special: false },
      { id: 270, content: '[x]', special: true },
      { id: 272, content: '[x][x]', special: true },
    )));
    expect(read.vocabSize).toBe(273);
    expect(read.specialTokens).toEqual({ '<s>': 0, '[x]': 270, '[x][x]': 272 });
    // The longest that begins leftmost, but those that are not normalized (special ones are not) before the others.
    expect([...read.encode('[x][x][x]').ids]).toEqual([272, 270]);
    expect([...read.encode('[x] [y]').ids].slice(0, 1)).toEqual([270]);
    expect(read.decode([271])).toBe('[x] [y]');
  });

  it('keeps tokens that are names of JavaScript’s own', () => {
    const file = JSON.parse(good.replace('"<s>":0', '"__proto__":0').replace('"<s>"', '"__proto__"')) as unknown;
    const read = tokenizerFromJson(file);
    expect([...read.encode('__proto__').ids]).toEqual([0]);
    expect(Object.hasOwn(read.toJSON().model.vocab as object, '__proto__')).toBe(true);
  });

  it.each<[string, string, (file: File) => void]>([
    ['pre_tokenizer', 'pre_tokenizer must be an object; got null', (f) => Object.assign(f, { pre_tokenizer: null })],
    ['normalizer', 'normalizer must be null; got {type}', (f) => Object.assign(f, { normalizer: { type: 'NFC' } })],
    ['another pre-tokenizer', 'pre_tokenizer.type must be "ByteLevel"; got "Metaspace"',
      (f) => Object.assign(f.pre_tokenizer, { type: 'Metaspace' })],
    ['no pattern', 'pre_tokenizer.use_regex must be true; got false',
      (f) => Object.assign(f.pre_tokenizer, { use_regex: false })],
    ['a flag of another type', 'pre_tokenizer.add_prefix_space must be true or false; got "yes"',
      (f) => Object.assign(f.pre_tokenizer, { add_prefix_space: 'yes' })],
    ['another decoder', 'decoder.type must be "ByteLevel"; got "Fuse"',
      (f) => Object.assign(f.decoder, { type: 'Fuse' })],
    ['a post-processor', 'post_processor.type must be "ByteLevel"; got "TemplateProcessing"',
      (f) => Object.assign(f, { post_processor: { type: 'TemplateProcessing' } })],
    ['a post-processor that trims', 'post_processor.trim_offsets must be false; got true',
      (f) => Object.assign(f, { post_processor: { type: 'ByteLevel', trim_offsets: true } })],
    ['dropout', 'model.dropout must be null; got 0.1', (f) => Object.assign(f.model, { dropout: 0.1 })],
    ['a subword prefix', 'model.continuing_subword_prefix must be null or ""; got "##"',
      (f) => Object.assign(f.model, { continuing_subword_prefix: '##' })],
    ['byte fallback', 'model.byte_fallback must be false; got true',
      (f) => Object.assign(f.model, { byte_fallback: true })],
    ['ignored merges', 'model.ignore_merges must be false; got true',
      (f) => Object.assign(f.model, { ignore_merges: true })],
    ['a missing byte', 'model.vocab must be a vocabulary with all 256 bytes; got "none for byte 65 (A)"',
      (f) => delete f.model.vocab.A],
    ['an id out of range', 'model.vocab["A"] must be an id in [0, 270) that no other has; got 1000000000',
      (f) => Object.assign(f.model.vocab, { A: 1e9 })],
    ['an id twice', 'model.vocab["A"] must be an id in [0, 270) that no other has; got 0',
      (f) => Object.assign(f.model.vocab, { A: 0 })],
    ['an id that is a string', 'model.vocab["A"] must be a number; got "1"',
      (f) => Object.assign(f.model.vocab, { A: '1' })],
    ['no merges', 'model.merges must be an array; got {}', (f) => Object.assign(f.model, { merges: {} })],
    ['a merge of three', 'model.merges[0] must be a pair of tokens; got ["a","b","c"]',
      (f) => Object.assign(f.model.merges, { 0: ['a', 'b', 'c'] })],
    ['a merge of nothing', 'model.merges[0] must be a pair of tokens; got ["","a"]',
      (f) => Object.assign(f.model.merges, { 0: ['', 'a'] })],
    ['a merge into no token',
      'model.merges[0] must be of tokens that are in model.vocab, as is what they make; got ["z","z"]',
      (f) => Object.assign(f.model.merges, { 0: ['z', 'z'] })],
    ['endless merges', 'model.merges must be at most 4194304 long; got 4194305',
      (f) => Object.assign(f.model, { merges: new Array(4_194_305) })],
    ['added tokens that are none', 'added_tokens must be an array; got {}',
      (f) => Object.assign(f, { added_tokens: {} })],
    ['an added token that is none', 'added_tokens[0] must be an object; got 1',
      (f) => Object.assign(f, { added_tokens: [1] })],
    ['an empty added token', 'added_tokens[1].content must be a string of 1 to 1000 UTF-16 units; got ""',
      (f) => f.added_tokens.push({ id: 270, content: '' })],
    ['an added token with a lone surrogate', 'added_tokens[1].content must be without lone surrogates; got "\\ud800"',
      (f) => f.added_tokens.push({ id: 270, content: '\ud800' })],
    ['an added token twice', 'added_tokens[1].content must be there once; got "<s>"',
      (f) => f.added_tokens.push({ id: 0, content: '<s>' })],
    ['an added token with another id', 'added_tokens[0].id must be 0, as in model.vocab; got 5',
      (f) => Object.assign(f.added_tokens[0]!, { id: 5 })],
    ['an added token out of range', 'the id of added token "x y" must be an id in [0, 271) that no other has; got 300',
      (f) => f.added_tokens.push({ id: 300, content: 'x y' })],
    ['a stripping added token', 'added_tokens[0].lstrip must be false; got true',
      (f) => Object.assign(f.added_tokens[0]!, { lstrip: true })],
  ])('refuses %s', (_, message, change) => {
    expect(() => tokenizerFromJson(changed(change))).toThrow(new InvalidInputError(`tokenizer.json: ${message}`));
  });
});
