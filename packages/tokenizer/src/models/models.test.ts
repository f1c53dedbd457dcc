import { describe, expect, it } from 'vitest';
import { Tokenizer } from 'tokenizers';
import { InvalidInputError } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import { TokenList } from '../pipeline/token-list.ts';
import { parseModel } from './parse-model.ts';

// The oracle is Hugging Face's library itself, in its binding for Node.

const CHARACTERS = [...'abcdé我𠀀▁ '];
const BYTES = ['<0xF0>', '<0xA0>', '<0x80>', '<0x78>', '<0x79>'];
const PAIRS = [['a', 'b'], ['c', 'd'], ['ab', 'cd'], ['我', 'é'], ['b', 'c']];
const TOKENS = ['<unk>', ...CHARACTERS.slice(0, 6), 'ab', 'cd', 'abcd', '我é', 'bc', 'zzz', 'dx'];

function ids(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

function bpe(fields: JsonObject): JsonObject {
  return {
    type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null,
    fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab: ids(TOKENS), merges: PAIRS, ...fields,
  };
}

const MODELS: readonly [string, JsonObject][] = [
  ['BPE without unknown token, which merges over gaps', bpe({})],
  ['BPE with unknown token', bpe({ unk_token: '<unk>' })],
  ['BPE with fused unknown tokens', bpe({ unk_token: '<unk>', fuse_unk: true })],
  ['BPE that takes whole tokens', bpe({ ignore_merges: true })],
  ['BPE without merges', bpe({ dropout: 1 })],
  ['BPE of bytes that merge', bpe({
    vocab: ids([...TOKENS, ...BYTES, '<0x78><0x79>']), merges: [...PAIRS, ['<0x78>', '<0x79>']],
    unk_token: '<unk>', byte_fallback: true,
  })],
  ['BPE of bytes and fused unknown tokens', bpe({
    vocab: ids([...TOKENS, ...BYTES]), unk_token: '<unk>', byte_fallback: true, fuse_unk: true,
  })],
  ['BPE with prefix and suffix', bpe({
    vocab: ids([
      '<unk>', 'a', 'b', '##a', '##b', 'ab', '##ab', 'aab', 'c</w>', '##c</w>', '##bc</w>', 'a</w>', 'abc</w>',
    ]),
    merges: [['a', '##b'], ['##b', '##c</w>'], ['##a', '##b'], ['a', '##ab'], ['ab', '##c</w>']],
    continuing_subword_prefix: '##', end_of_word_suffix: '</w>', unk_token: '<unk>',
  })],
  ['WordPiece', {
    type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 12,
    vocab: ids([
      '[UNK]', ...CHARACTERS, ...CHARACTERS.map((character) => `##${character}`),
      'ab', '##ab', '##cd', 'abc', '##bcd', '##我é', '##', '#',
    ]),
  }],
  ['WordLevel', { type: 'WordLevel', unk_token: '<unk>', vocab: ids(['<unk>', 'ab', 'a b', '我']) }],
  ['Unigram', {
    type: 'Unigram', unk_id: 0, byte_fallback: false,
    vocab: [
      ['<unk>', 0], ...CHARACTERS.slice(0, 6).map((character, i) => [character, -3 - i]),
      ['ab', -4.5], ['abc', -9], ['cd', -8], ['xy', -20], ['bcd', -11.5], ['我é', -9],
    ],
  }],
  ['Unigram with bytes', {
    type: 'Unigram', unk_id: 0, byte_fallback: true,
    vocab: [
      ['<unk>', 0], ...BYTES.map((byte) => [byte, -2]),
      ...CHARACTERS.slice(0, 5).map((character, i) => [character, -3 - i]), ['ab', -4.5],
    ],
  }],
];

/** Pieces of a few characters that the vocabularies know and do not know; every 50th is long. */
function randomPieces(count: number): string[] {
  const alphabet = [...'aaabbccddé我𠀀xy▁ #z'];
  let state = 1;
  const draw = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const repeats = alphabet.map((character, i) => character.repeat(10 * i + 1));
  const random = Array.from({ length: count }, (_, i) => (
    Array.from({ length: 1 + draw(i % 50 === 0 ? 120 : 9) }, () => alphabet[draw(alphabet.length)]!).join('')
  ));
  return [...repeats, ...random];
}

function ourTokens(model: ReturnType<typeof parseModel>, piece: string): unknown {
  const output = new TokenList();
  model.tokenize(piece, output);
  return { ids: [...output.ids.toArray()], offsets: [...output.offsets.toArray()] };
}

/** The oracle's offsets count code points. */
async function theirTokens(tokenizer: Tokenizer, piece: string): Promise<unknown> {
  const units = [0];
  for (const character of piece) units.push(units.at(-1)! + character.length);
  const encoding = await tokenizer.encode(piece, null, { addSpecialTokens: false });
  return { ids: encoding.getIds(), offsets: encoding.getOffsets().flat().map((at) => units[at]) };
}

function fileOf(model: JsonObject): string {
  const parts = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  return JSON.stringify({ version: '1.0', truncation: null, padding: null, ...parts, model });
}

describe('models', () => {
  it.each(MODELS)('%s: ids and offsets are those of the reference', async (_, json) => {
    const [ours, theirs] = [parseModel(json), Tokenizer.fromString(fileOf(json))];
    for (const piece of randomPieces(500)) {
      expect({ piece, tokens: ourTokens(ours, piece) }).toEqual({ piece, tokens: await theirTokens(theirs, piece) });
    }
  });

  it.each(MODELS)('%s: is written as it was read', (_, json) => {
    expect(parseModel(json).toJSON()).toEqual(json);
  });

  it.each(MODELS)('%s: names its tokens', (_, json) => {
    const model = parseModel(json);
    const tokens = Array.from({ length: model.idLimit }, (_, id) => model.idToToken(id)!);
    expect(tokens.map((token) => model.tokenToId(token))).toEqual([...tokens.keys()]);
    expect([model.idToToken(model.idLimit), model.tokenToId('no token')]).toEqual([undefined, undefined]);
  });

  it.each(['WordPiece', 'Unigram', 'BPE without unknown token, which merges over gaps'])(
    '%s: takes time in proportion to a piece of a million characters', (name) => {
      const model = parseModel(MODELS.find(([known]) => known === name)![1]);
      const start = process.cpuUsage();
      const output = new TokenList();
      model.tokenize('ab'.repeat(500_000), output);
      expect(output.length).toBe(name === 'WordPiece' ? 1 : 500_000);
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6).toBeLessThan(5);
    },
  );

  it.each([
    [bpe({ vocab: { a: 0, b: 0 } }), 'model.vocab["b"] must be an id in [0, 4194304) that no other has; got 0'],
    [bpe({ vocab: { a: 1e12 } }),
      'model.vocab["a"] must be an id in [0, 4194304) that no other has; got 1000000000000'],
    [bpe({ vocab: { a: 0, b: 1 } }),
      'model.merges[0] must be of tokens that are in the vocabulary, as is what they make; got ["a","b"]'],
    [bpe({ dropout: 0.1 }), 'model.dropout must be null, 0 or 1, as others make ids random; got 0.1'],
    [{ type: 'Unigram', unk_id: 2, vocab: [['a', 0]] }, 'model.unk_id must be null, or an id in [0, 1); got 2'],
    [{ type: 'Unigram', vocab: [['a']] }, 'model.vocab[0] must be a token and its score, within ±1e+100; got ["a"]'],
    [{ type: 'Unigram', vocab: [['a', -1e101]] },
      'model.vocab[0] must be a token and its score, within ±1e+100; got ["a",-1e+101]'],
    [{ type: 'WordPiece', vocab: { a: 0 }, max_input_chars_per_word: -1 },
      'model.max_input_chars_per_word must be an integer of at least 0; got -1'],
    [{ type: 'WordLevel', vocab: { a: 0 }, unk_token: 1 }, 'model.unk_token must be text; got 1'],
  ])('refuses %j', (json, message) => {
    expect(() => parseModel(json)).toThrow(new InvalidInputError(`tokenizer.json: ${message}`));
  });

  it.each([
    [bpe({ unk_token: '<none>' }),
      'BPE: "<none>" is not in the vocabulary, and a character cannot do without; got "!"'],
    [{ type: 'WordPiece', vocab: { a: 0 } },
      'WordPiece: "[UNK]" is not in the vocabulary, and a word cannot do without; got "!"'],
    [{ type: 'WordLevel', vocab: { a: 0 } },
      'WordLevel: every piece must be in the vocabulary, as there is no unknown token in it; got "!"'],
    [{ type: 'Unigram', unk_id: null, vocab: [['a', 0]] },
      'Unigram: every character must have a token, as unk_id is null; got "!"'],
  ])('says what it cannot express: %j', (json, message) => {
    expect(() => ourTokens(parseModel(json), '!')).toThrow(new InvalidInputError(message));
  });
});
