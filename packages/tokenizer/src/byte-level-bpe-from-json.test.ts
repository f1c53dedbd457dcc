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

  it.each([
    ['a ByteLevel post-processor that trims nothing', (file: File) => {
      file.post_processor = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true };
    }],
    ['what means nothing when every byte is a token', ({ model }: File) => {
      Object.assign(model, { unk_token: '<s>', fuse_unk: true });
      Object.assign(model, { continuing_subword_prefix: '', end_of_word_suffix: '' });
    }],
  ] as const)('reads and writes a file with %s', (_, change) => {
    const file = changed(change);
    const read = tokenizerFromJson(file);
    expect([...read.encode(text).ids]).toEqual(ids);
    expect(JSON.parse(JSON.stringify(read))).toEqual(file);
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
    ['a normalizer that is none', 'normalizer must be an object; got "NFC"',
      (f) => Object.assign(f, { normalizer: 'NFC' })],
    ['another pre-tokenizer', 'pre_tokenizer.type must be a known type (did you mean "ByteLevel"?); got "ByteLevels"',
      (f) => Object.assign(f.pre_tokenizer, { type: 'ByteLevels' })],
    ['a flag of another type', 'pre_tokenizer.add_prefix_space must be true or false; got "yes"',
      (f) => Object.assign(f.pre_tokenizer, { add_prefix_space: 'yes' })],
    ['a decoder without a type', 'decoder.type must be a string; got undefined', (f) => delete f.decoder.type],
    ['random ids', 'model.dropout must be null, 0 or 1, as others make ids random; got 0.1',
      (f) => Object.assign(f.model, { dropout: 0.1 })],
    ['an id out of range', 'model.vocab["A"] must be an id in [0, 4194304) that no other has; got 1000000000',
      (f) => Object.assign(f.model.vocab, { A: 1e9 })],
    ['an id twice', 'model.vocab["A"] must be an id in [0, 4194304) that no other has; got 0',
      (f) => Object.assign(f.model.vocab, { A: 0 })],
    ['an id that is a string', 'model.vocab["A"] must be an id in [0, 4194304) that no other has; got "1"',
      (f) => Object.assign(f.model.vocab, { A: '1' })],
    ['no merges', 'model.merges must be an array; got {}', (f) => Object.assign(f.model, { merges: {} })],
    ['a merge of three', 'model.merges[0] must be a pair of tokens; got ["a","b","c"]',
      (f) => Object.assign(f.model.merges, { 0: ['a', 'b', 'c'] })],
    ['a merge of nothing', 'model.merges[0] must be a pair of tokens; got ["","a"]',
      (f) => Object.assign(f.model.merges, { 0: ['', 'a'] })],
    ['a merge into no token',
      'model.merges[0] must be of tokens that are in the vocabulary, as is what they make; got ["z","z"]',
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
    ['an added token with an id of the model', 'added_tokens[1].id must be an id that no other token has; got 7',
      (f) => f.added_tokens.push({ id: 7, content: 'x y' })],
    ['added tokens with one id', 'added_tokens[2].id must be an id that no other token has; got 300',
      (f) => f.added_tokens.push({ id: 300, content: 'x y' }, { id: 300, content: 'x z' })],
    ['an added token out of range', 'added_tokens[1].id must be an integer from 0 to 16777215; got 16777216',
      (f) => f.added_tokens.push({ id: 2 ** 24, content: 'x y' })],
    ['an added token with a flag of another type', 'added_tokens[0].lstrip must be true or false; got 1',
      (f) => Object.assign(f.added_tokens[0]!, { lstrip: 1 })],
  ])('refuses %s', (_, message, change) => {
    expect(() => tokenizerFromJson(changed(change))).toThrow(new InvalidInputError(`tokenizer.json: ${message}`));
  });
});
