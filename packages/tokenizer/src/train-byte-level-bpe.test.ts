import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { TokenizerJson } from '@oneday/core';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';
import type { ByteLevelBpeTraining } from './train-byte-level-bpe.ts';
import type { TrainingProgress } from './training/training-options.ts';

interface Training {
  readonly name: string;
  readonly texts: readonly string[];
  readonly options: {
    readonly vocab_size: number;
    readonly min_frequency?: number;
    readonly special_tokens?: readonly string[];
    readonly add_prefix_space?: boolean;
  };
  readonly tokenizer: TokenizerJson;
}

// Made with Hugging Face's tokenizers by tools/parity/byte_level_bpe_fixture.py.
const fixture = new URL('../fixtures/byte-level-bpe-training.json', import.meta.url);
const trainings = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Training[];

const { texts } = trainings.find(({ name }) => name === 'mixed 800')!;

function optionsOf({ options }: Training): ByteLevelBpeTraining {
  return {
    vocabSize: options.vocab_size,
    minFrequency: options.min_frequency ?? 0,
    specialTokens: options.special_tokens ?? [],
    addPrefixSpace: options.add_prefix_space ?? false,
  };
}

describe('trainByteLevelBpe', () => {
  it.each(trainings)('learns the merges and ids of the Python library: $name', async (training) => {
    const tokenizer = await trainByteLevelBpe(training.texts, optionsOf(training));
    expect(JSON.parse(JSON.stringify(tokenizer))).toEqual(training.tokenizer);
    expect(tokenizer.vocabSize).toBe(Object.keys(training.tokenizer.model.vocab as object).length);
  });

  it('writes the very file of the Python library', async () => {
    const training = trainings.find(({ name }) => name === 'mixed 800')!;
    const tokenizer = await trainByteLevelBpe(training.texts, optionsOf(training));
    expect(JSON.stringify(tokenizer)).toBe(JSON.stringify(training.tokenizer));
  });

  it('learns the same from texts in another order, and from a stream', async () => {
    async function* stream() {
      for (const text of [...texts].reverse()) yield await Promise.resolve(text);
    }
    const expected = await trainByteLevelBpe(texts, { vocabSize: 500 });
    expect((await trainByteLevelBpe(stream(), { vocabSize: 500 })).toJSON()).toEqual(expected.toJSON());
  });

  it('gives special tokens the first ids, and finds them in texts to encode', async () => {
    const tokenizer = await trainByteLevelBpe(texts, { vocabSize: 300, specialTokens: ['<s>', '<pad>'] });
    expect(tokenizer.specialTokens).toEqual({ '<s>': 0, '<pad>': 1 });
    expect([...tokenizer.encode('<pad><s>').ids]).toEqual([1, 0]);
  });

  it('ends before vocabSize when no pair is left', async () => {
    expect((await trainByteLevelBpe(['ab'], { vocabSize: 1000 })).vocabSize).toBe(257);
  });

  it('reports both phases to their end', async () => {
    const reports: TrainingProgress[] = [];
    await trainByteLevelBpe(['a b', 'a b'], { vocabSize: 257, onProgress: (progress) => reports.push(progress) });
    expect(reports).toEqual([
      { phase: 'counting', texts: 2, bytes: 6, distinctPieces: 2 },
      { phase: 'merging', tokens: 257, vocabSize: 257 },
    ]);
  });

  it('ends with the reason of its signal, closing the source', async () => {
    const controller = new AbortController();
    let closed = false;
    async function* endless() {
      try {
        for (let i = 0; ; i++) yield await Promise.resolve(`word${i} `);
      } finally {
        closed = true;
      }
    }
    const reason = new Error('enough');
    const training = trainByteLevelBpe(endless(), { vocabSize: 300, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 150);
    await expect(training).rejects.toBe(reason);
    expect(closed).toBe(true);
  });

  it('does not begin when its signal has fired', async () => {
    const reason = new Error('too late');
    const signal = AbortSignal.abort(reason);
    await expect(trainByteLevelBpe(texts, { vocabSize: 300, signal })).rejects.toBe(reason);
  });

  it.each([
    [{ vocabSize: 255 },
      'vocabSize must be an integer from 256 (256 bytes + 0 special) to 4194304; got 255'],
    [{ vocabSize: 256, specialTokens: ['<s>'] },
      'vocabSize must be an integer from 257 (256 bytes + 1 special) to 4194304; got 256'],
    [{ vocabSize: 300.5 },
      'vocabSize must be an integer from 256 (256 bytes + 0 special) to 4194304; got 300.5'],
    [{ vocabSize: 1e9 },
      'vocabSize must be an integer from 256 (256 bytes + 0 special) to 4194304; got 1000000000'],
    [{ vocabSize: 300, minFrequency: -1 }, 'minFrequency must be 0 or more; got -1'],
    [{ vocabSize: 300, specialTokens: [''] },
      'special tokens must have a character and no lone surrogate; got ""'],
    [{ vocabSize: 300, specialTokens: ['a\ud800'] },
      'special tokens must have a character and no lone surrogate; got "a\\ud800"'],
  ])('refuses the options %j', async (options, message) => {
    const expected = new InvalidInputError(`trainByteLevelBpe: ${message}`);
    await expect(trainByteLevelBpe(texts, options)).rejects.toEqual(expected);
  });

  it.each([
    ['one text', 'texts must be an iterable of texts; got one text, pass it in [ ]'],
    [['a', 1], 'every text must be a string; got 1 at 1'],
  ])('refuses the texts %j', async (wrong, message) => {
    const expected = new InvalidInputError(`trainByteLevelBpe: ${message}`);
    await expect(trainByteLevelBpe(wrong as string[], { vocabSize: 300 })).rejects.toEqual(expected);
  });
});
