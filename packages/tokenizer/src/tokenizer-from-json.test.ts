import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { characterTokenizer } from './character-tokenizer.ts';
import { tokenizerFromJson } from './tokenizer-from-json.ts';

const text = 'To be, or not to be:\n10 😀 "questions"';
const good = () => JSON.parse(JSON.stringify(characterTokenizer(text))) as Record<string, Record<string, unknown>>;

describe('tokenizerFromJson, characters', () => {
  it('gives the tokenizer back', () => {
    const original = characterTokenizer(text);
    const read = tokenizerFromJson(good());
    expect(read.encode(text)).toEqual(original.encode(text));
    expect(read.toJSON()).toEqual(original.toJSON());
  });

  it('keeps the ids of the file, whatever their order', () => {
    const json = good();
    json.model!.vocab = { b: 2, a: 0, '1': 1 };
    expect([...tokenizerFromJson(json).encode('a1b').ids]).toEqual([0, 1, 2]);
  });

  it('takes a file without the fields that are null', () => {
    const { version, pre_tokenizer, decoder, model } = good();
    expect(tokenizerFromJson({ version, pre_tokenizer, decoder, model }).decode([0])).toBe('\n');
  });

  const changed = (change: (json: Record<string, Record<string, unknown>>) => void) => {
    const json = good();
    change(json);
    return json;
  };

  it.each([
    [null, 'tokenizer.json: the file must be an object; got null'],
    [[], 'tokenizer.json: the file must be an object; got []'],
    [{}, 'tokenizer.json: version must be "1.0"; got undefined'],
    [changed((json) => Object.assign(json, { added_tokens: [{ id: 0, content: '[MASK]' }] })),
      'tokenizer.json: added_tokens[0].id must be an id that no other token has; got 0'],
    [changed((json) => Object.assign(json.model!, { type: 'Word' })),
      'tokenizer.json: model.type must be a known type (known: BPE, Unigram, WordLevel, WordPiece); got "Word"'],
    [changed((json) => Object.assign(json.decoder!, { type: 'toString' })),
      'tokenizer.json: decoder.type must be a known type (known: BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, '
      + 'Metaspace, Replace, Sequence, Strip, WordPiece); got "toString"'],
    [changed((json) => Object.assign(json.model!, { vocab: ['a'] })),
      'tokenizer.json: model.vocab must be an object; got ["a"]'],
    [changed((json) => Object.assign(json.model!, { vocab: { a: 0, b: 0 } })),
      'tokenizer.json: model.vocab["b"] must be an id in [0, 4194304) that no other has; got 0'],
  ])('refuses a hostile or foreign file (%#): %j', (json, message) => {
    expect(() => tokenizerFromJson(json)).toThrow(new InvalidInputError(message));
  });
});
