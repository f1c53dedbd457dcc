import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer, TokenizerComponentJson } from '@oneday/core';
import { trainBpe } from './train-bpe.ts';
import { trainUnigram } from './train-unigram.ts';
import { trainWordLevel } from './train-word-level.ts';
import { trainWordPiece } from './train-word-piece.ts';
import type { TrainingOptions, TrainingProgress, TrainingTexts } from './training-options.ts';

interface Training {
  readonly kind: 'BPE' | 'WordPiece' | 'Unigram' | 'WordLevel';
  readonly preTokenizer: TokenizerComponentJson;
  readonly texts: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly model: {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly merges?: readonly (readonly [string, string])[];
  };
}

// Made with Hugging Face's tokenizers by tools/parity/trainers_fixture.py.
const fixture = new URL('../../fixtures/trainers.json', import.meta.url);
const trainings = (JSON.parse(readFileSync(fixture, 'utf8')) as readonly Training[])
  .map((training) => ({ ...training, name: `${training.kind} ${JSON.stringify(training.options)}` }));

type Trainer = (texts: TrainingTexts, options: TrainingOptions) => Promise<Tokenizer>;

const TRAINERS: Readonly<Record<Training['kind'], Trainer>> = {
  BPE: trainBpe, WordPiece: trainWordPiece, Unigram: trainUnigram, WordLevel: trainWordLevel,
};

const { texts } = trainings[1]!;

/** Our names of the reference's options, in which words are separated by underscores. */
function optionsOf({ kind, options, preTokenizer }: Training): TrainingOptions {
  const named = Object.entries(options).map(([name, value]) => [
    name === 'unk_token' ? 'unknownToken' : name === 'n_sub_iterations' ? 'subIterations'
      : name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()), value,
  ] as const);
  const unknown = kind === 'BPE' ? { unknownToken: null } : {};
  const settings = { specialTokens: [], ...unknown, ...Object.fromEntries(named), normalizer: { type: 'NFC' } };
  return { ...settings, preTokenizer } as unknown as TrainingOptions;
}

async function vocabularyOf(training: Training): Promise<Training['model']> {
  const tokenizer = await TRAINERS[training.kind](training.texts, optionsOf(training));
  return tokenizer.toJSON().model as unknown as Training['model'];
}

function ofKind(...kinds: readonly Training['kind'][]) {
  return trainings.filter(({ kind }) => kinds.includes(kind));
}

const isRandomThere = ({ options }: Training) => (
  'continuing_subword_prefix' in options || 'end_of_word_suffix' in options
);

describe('trainers beside those of the reference', () => {
  it.each(ofKind('BPE', 'WordLevel').filter((training) => !isRandomThere(training)))(
    'learns the same tokens, ids and merges: $name', async (training) => {
      const { vocab, merges } = await vocabularyOf(training);
      expect({ vocab, ...(merges !== undefined && { merges }) }).toEqual(training.model);
    },
  );

  // There the ids of characters inside words are random, and with them the order of equally frequent pairs.
  it.each([...ofKind('WordPiece'), ...ofKind('BPE').filter(isRandomThere)])(
    'learns the same tokens, but for ids and chance: $name', async (training) => {
      const ours = Object.keys((await vocabularyOf(training)).vocab);
      const theirs = new Set(Object.keys(training.model.vocab));
      const shared = ours.filter((token) => theirs.has(token)).length;
      expect(shared / Math.max(ours.length, theirs.size)).toBeGreaterThan(0.97);
    },
  );

  it.each(ofKind('Unigram'))('learns the same pieces with the same scores: $name', async (training) => {
    const ours = new Map((await vocabularyOf(training)).vocab as [string, number][]);
    const theirs = new Map(training.model.vocab as [string, number][]);
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    // Characters that lost their pieces get scores in small steps, there in random order.
    for (const [piece, score] of ours) {
      expect(Math.abs(score - theirs.get(piece)!), piece).toBeLessThan([...piece].length === 1 ? 0.02 : 1e-9);
    }
  });
});

describe('trainers', () => {
  const each = it.each(Object.entries(TRAINERS));

  each('%s: gives a tokenizer that says what it was told', async (_, train) => {
    const tokenizer = await train(texts, { vocabSize: 800 });
    const { ids } = tokenizer.encode('The baker');
    expect(ids.length).toBeGreaterThan(1);
    expect(tokenizer.decode(ids).toLowerCase()).toMatch(/^the ?(baker)?$/);
    expect(tokenizer.vocabSize).toBeLessThanOrEqual(800);
  });

  each('%s: learns the same from texts in another order, and from a stream', async (_, train) => {
    async function* stream() {
      for (const text of [...texts].reverse()) yield await Promise.resolve(text);
    }
    const expected = await train(texts, { vocabSize: 500 });
    expect((await train(stream(), { vocabSize: 500 })).toJSON()).toEqual(expected.toJSON());
  });

  each('%s: reports each phase to its end', async (name, train) => {
    const reports: TrainingProgress[] = [];
    await train(['a b', 'a b c'], { vocabSize: 12, onProgress: (progress) => reports.push(progress) });
    expect(reports[0]).toMatchObject({ phase: 'counting', texts: 2, bytes: 8 });
    const last = { BPE: 'merging', WordPiece: 'merging', Unigram: 'estimating', WordLevel: 'counting' }[name];
    expect(reports.at(-1)!.phase).toBe(last);
  });

  each('%s: ends with the reason of its signal, closing the source', async (_, train) => {
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
    const training = train(endless(), { vocabSize: 300, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 150);
    await expect(training).rejects.toBe(reason);
    expect(closed).toBe(true);
  });

  each('%s: learns Chinese, of which nothing is unknown', async (_, train) => {
    const chinese = ['我喜欢吃苹果。', '我喜欢喝茶。', '他喜欢吃苹果。'];
    const preTokenizer = train === trainWordLevel ? { type: 'FixedLength', length: 1 } : undefined;
    const tokenizer = await train(chinese, { vocabSize: 40, ...(preTokenizer && { preTokenizer }) });
    const { ids } = tokenizer.encode('我喜欢吃苹果', { addSpecialTokens: false });
    expect(tokenizer.decode(ids, { skipSpecialTokens: false }).replaceAll(' ', '')).toBe('我喜欢吃苹果');
  });

  it.each([
    [trainBpe, { vocabSize: 0 }, 'trainBpe: vocabSize must be an integer from 2 to 4194304; got 0'],
    [trainBpe, { vocabSize: 50, maxTokenLength: 1 },
      'trainBpe: maxTokenLength must be an integer of at least 2; got 1'],
    [trainWordPiece, { vocabSize: 50, specialTokens: [''] },
      'trainWordPiece: special tokens must have a character and no lone surrogate; got ""'],
    [trainUnigram, { vocabSize: 50, shrinkingFactor: 1 }, 'trainUnigram: shrinkingFactor must be in (0, 1); got 1'],
    [trainUnigram, { vocabSize: 50, maxPieceLength: 1000 },
      'trainUnigram: maxPieceLength must be an integer from 1 to 256; got 1000'],
    [trainUnigram, { vocabSize: 3 }, 'trainUnigram: vocabSize must be at least 4, as each character is a token; got 3'],
    [trainWordLevel, { vocabSize: 50, preTokenizer: { type: 'Whitespaces' } },
      'tokenizer.json: pre_tokenizer.type must be a known type (did you mean "Whitespace"?); got "Whitespaces"'],
  ])('refuses what makes no sense: %o %j', async (train, options, message) => {
    await expect((train as Trainer)(['a b'], options)).rejects.toEqual(new InvalidInputError(message));
  });
});
