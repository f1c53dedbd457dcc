import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TokenizerJson } from '@oneday/core';
import { tokenizerFromJson, trainByteLevelBpe } from '@oneday/tokenizer';
import { generatedText } from './generated-text.ts';
import { lastLine, oneday, onedayReading, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const text = generatedText(2000);
const sentence = '我喜欢吃苹果。';
writeFileSync(join(folder, 'text.txt'), text);
writeFileSync(join(folder, 'sentence.txt'), sentence);

describe('oneday tokenizer', () => {
  beforeAll(async () => {
    const args = ['--vocab-size', '300', '--special', '<|endoftext|>', '--out', 'bpe.json'];
    const { code, stdout } = await oneday(folder, 'tokenizer', 'train', ...args, 'text.txt', '--json');
    expect(code).toBe(0);
    expect(lastLine(stdout)).toEqual({
      out: 'bpe.json', model: 'bpe', vocabSize: 300, specialTokens: { '<|endoftext|>': 0 }, bytes: text.length,
      seconds: expect.any(Number) as unknown,
    });
  });

  it('trains what the library trains', async () => {
    const specialTokens = ['<|endoftext|>'];
    const expected = await trainByteLevelBpe([text], { vocabSize: 300, specialTokens, minFrequency: 2 });
    expect(JSON.parse(readFileSync(join(folder, 'bpe.json'), 'utf8'))).toEqual(expected.toJSON());
  });

  it('encodes a file and decodes it again, exactly', async () => {
    const { stdout: ids } = await oneday(folder, 'tokenizer', 'encode', '--tokenizer', 'bpe.json', 'text.txt');
    expect(ids).toMatch(/^\d+( \d+)*\n$/);
    expect(ids.split(' ').length).toBeLessThan(0.6 * text.length);
    const decoded = onedayReading(folder, ids, 'tokenizer', 'decode', '--tokenizer', 'bpe.json', '-');
    expect(decoded).toEqual({ code: 0, stdout: text, stderr: '' });
  });

  it('has bytes for what it has never seen, from standard input too', () => {
    const { stdout } = onedayReading(folder, sentence, 'tokenizer', 'encode', '--tokenizer', 'bpe.json', '-', '--json');
    const { ids, offsets } = lastLine(stdout) as { ids: number[]; offsets: number[] };
    expect(ids).toHaveLength(Buffer.byteLength(sentence));
    expect(offsets).toHaveLength(2 * ids.length);
  });

  it('encodes pairs, and says where each token is from', () => {
    const args = ['--tokenizer', 'bpe.json', '--pair', 'sentence.txt', '--no-special', '-', '--json'];
    const { stdout } = onedayReading(folder, '<|endoftext|>b', 'tokenizer', 'encode', ...args);
    const { tokens, typeIds, specialTokensMask } = lastLine(stdout) as Record<string, unknown[]>;
    expect(tokens!.slice(0, 2)).toEqual(['<|endoftext|>', 'b']);
    expect(typeIds).toEqual([0, 0, ...Array<number>(Buffer.byteLength(sentence)).fill(1)]);
    expect(specialTokensMask).toEqual(typeIds!.map(() => 0));
  });

  it('shows what a tokenizer consists of, and a text split by it', async () => {
    const { code, stdout } = await oneday(folder, 'tokenizer', 'inspect', '--tokenizer', 'bpe.json', 'sentence.txt');
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 7)).toEqual([
      'normalizer      none', 'pre-tokenizer   ByteLevel', 'model           BPE', 'post-processor  none',
      'decoder         ByteLevel', 'vocabulary      300 ids', 'special tokens  <|endoftext|>',
    ]);
    expect(stdout).toContain('text            21 tokens for 21 bytes: 1.000 a byte\n');
    expect(stdout).toContain('\n我|·|·|喜|·|·|');
  });

  it('gives the figures of a tokenizer alone', async () => {
    const { stdout } = await oneday(folder, 'tokenizer', 'inspect', '--tokenizer', 'bpe.json', '--json');
    expect(lastLine(stdout)).toMatchObject({ model: 'BPE', vocabSize: 300, specialTokens: ['<|endoftext|>'] });
  });

  it('leaves special tokens out of the text unless it is asked for them', () => {
    const decode = (...more: string[]) => (
      onedayReading(folder, '0 66', 'tokenizer', 'decode', '--tokenizer', 'bpe.json', '-', ...more).stdout
    );
    expect([decode(), decode('--special')]).toEqual(['b', '<|endoftext|>b']);
  });

  it('learns the characters of texts', async () => {
    const train = ['tokenizer', 'train', '--model', 'char', '--out', 'char.json', 'sentence.txt'];
    const { code, stdout } = await oneday(folder, ...train);
    expect([code, stdout]).toEqual([
      0, expect.stringMatching(/^7 tokens from 21 bytes of text in \d\.\d s\ntokenizer in char\.json\n$/),
    ]);
    const encoded = await oneday(folder, 'tokenizer', 'encode', '--tokenizer', 'char.json', 'sentence.txt');
    const characters = [...sentence].sort();
    expect(encoded.stdout).toBe(`${[...sentence].map((character) => characters.indexOf(character)).join(' ')}\n`);
  });

  it.each([
    ['wordpiece', ['--cased'], '[CLS]', '[SEP]'],
    ['unigram', ['--special', '</s>'], '▁', ''],
    ['wordlevel', ['--min-frequency', '1'], '', ''],
  ])('learns a %s that encodes and decodes', async (model, more, begin, end) => {
    const out = `${model}.json`;
    const train = ['tokenizer', 'train', '--model', model, '--vocab-size', '200', ...more, '--out', out, 'text.txt'];
    expect((await oneday(folder, ...train)).code).toBe(0);
    const words = text.split(/\s+/).slice(0, 5).join(' ');
    const encode = ['tokenizer', 'encode', '--tokenizer', out, '-', '--json'];
    const { ids } = lastLine(onedayReading(folder, words, ...encode).stdout) as { ids: number[] };
    const file = JSON.parse(readFileSync(join(folder, out), 'utf8')) as TokenizerJson;
    const tokenizer = tokenizerFromJson(file);
    const tokens = ids.map((id) => tokenizer.idToToken(id)!);
    expect([tokens[0]!.startsWith(begin), tokens.at(-1)!.endsWith(end)]).toEqual([true, true]);
    expect(tokenizer.decode(ids).replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
  });

  it.each([
    ['no size', ['train', '--out', 'new.json', 'text.txt'], 'tokenizer train: a bpe needs --vocab-size, e.g. 4096'],
    ['a size for characters', ['train', '--model', 'char', '--vocab-size', '300', '--out', 'new.json', 'text.txt'],
      'tokenizer train: --vocab-size goes with bpe, wordpiece, unigram, wordlevel; leave it out for char'],
    ['a file that is there', ['train', '--vocab-size', '300', '--out', 'bpe.json', 'text.txt'],
      'tokenizer "bpe.json": it exists already; name a new file with --out'],
    ['a missing text', ['train', '--vocab-size', '300', '--out', 'new.json', 'none.txt'],
      'text file "none.txt": there is no such file'],
    ['a missing tokenizer', ['encode', '--tokenizer', 'none.json', 'text.txt'],
      'tokenizer "none.json": there is no such file; name a tokenizer.json'],
    ['a text as tokenizer', ['encode', '--tokenizer', 'text.txt', 'text.txt'],
      expect.stringMatching(/^tokenizer "text.txt": not valid JSON/)],
    ['words as ids', ['decode', '--tokenizer', 'bpe.json', 'text.txt'],
      expect.stringMatching(/^tokenizer decode: ids must be integers of at least 0; got ".*" at 0$/)],
  ])('refuses %s in one line, with exit code 2', async (_, args, line) => {
    const { code, stdout, stderr } = await oneday(folder, 'tokenizer', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice(0, 8)).toBe('oneday: ');
    expect(stderr.slice(8, -1)).toEqual(line);
  });
});
