import { ConfigError, InvalidInputError } from '@oneday/core';
import type { Json, Scorer } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { bigramScorer } from './harness-tests/bigram-scorer.ts';
import { taskMarkdown } from './markdown.ts';
import { runTask } from './run-task.ts';
import { parseTask } from './task.ts';
import { worstMistakes } from './task-result.ts';

const scorer = bigramScorer('the cat sat on the mat. the cat and the dog sat on the log.');
const logLikelihood = async (context: string, continuation: string) => (
  (await scorer.logLikelihood([{ context, continuation }]))[0]!.logLikelihood
);

const choice = parseTask({
  name: 'animals', kind: 'multiple-choice', documents: 'animals.jsonl', prompt: '{place} is the', answer: 'animal',
  choices: ['cat', 'dog', 'xylophone'],
}, 'test');
const animals = [
  { place: 'on the mat', animal: 'cat' }, { place: 'on the log', animal: 1 }, { place: 'nowhere', animal: 'xylophone' },
];

describe('multiple choice', () => {
  it('takes the choice with the highest log-likelihood, and per character and byte', async () => {
    const { metrics, samples, documents } = await runTask({ task: choice, documents: animals, scorer });
    const sums = await Promise.all(['cat', 'dog', 'xylophone'].map((one) => logLikelihood('the', ` ${one}`)));
    const best = sums.indexOf(Math.max(...sums));
    const perCharacter = sums.map((sum, i) => sum / [3, 3, 9][i]!);
    const bestPerCharacter = perCharacter.indexOf(Math.max(...perCharacter));
    const shareOf = (index: number) => [0, 1, 2].filter((right) => right === index).length / 3;
    expect([documents, metrics['acc']!.value, metrics['acc_norm']!.value, metrics['acc_bytes']!.value])
      .toEqual([3, shareOf(best), shareOf(bestPerCharacter), shareOf(bestPerCharacter)]);
    expect(samples.map(({ answer }) => answer)).toEqual(new Array(3).fill(['cat', 'dog', 'xylophone'][best]));
  });

  it('has the standard error of the mean: √(p(1 − p)/(n − 1))', async () => {
    const { metrics } = await runTask({ task: choice, documents: animals, scorer });
    expect(metrics['acc']!.standardError).toBeCloseTo(Math.sqrt((1 / 3) * (2 / 3) / 2), 12);
  });

  it('says what was taken for what, and which mistakes were the worst', async () => {
    const result = await runTask({ task: choice, documents: animals, scorer });
    expect(result.confusion!.labels).toEqual(['cat', 'dog', 'xylophone']);
    expect(result.confusion!.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(3);
    const worst = worstMistakes(result, 5);
    expect(worst).toHaveLength(2);
    expect(worst[0]).toMatchObject({ index: 2, expected: 'xylophone', isRight: false });
    expect(worst[0]!.badness).toBeGreaterThan(worst[1]!.badness);
  });

  it('takes choices from a field, and a number of text as CSV has it', async () => {
    const task = parseTask({
      name: 'own', kind: 'multiple-choice', documents: 'x', prompt: '{q}', choices: 'options', answer: 'right',
    }, 'test');
    const documents = [{ q: 'the', options: ['cat', 'zzz'], right: '0' }, { q: 'a', options: ['b', 'a'], right: 'b' }];
    const { metrics, confusion } = await runTask({ task, documents, scorer });
    expect(metrics['acc']!.value).toBeGreaterThan(0);
    expect(confusion).toBeUndefined();
  });

  it('takes numbers for places, though a choice may look like one', async () => {
    const described = { name: 'own', kind: 'multiple-choice', documents: 'x', prompt: '', choices: ['1', '0'] };
    const task = parseTask({ ...described, answer: 'right' }, 'test');
    const documents = [{ right: 1 }, { right: '1' }];
    const { samples } = await runTask({ task, documents, scorer });
    expect(samples.map(({ expected }) => expected)).toEqual(['0', '1']);
    const same = await runTask({ task: parseTask({ ...described, answer: 1 }, 'test'), documents, scorer });
    expect(same.samples.map(({ expected }) => expected)).toEqual(['0', '0']);
  });

  it('scores the ending alone where there is one, by the choice before it', async () => {
    const task = parseTask({
      name: 'gap', kind: 'multiple-choice', documents: 'x', prompt: 'the ', choices: ['{a}', '{b}'], answer: 0,
      ending: '{rest}',
    }, 'test');
    const { metrics, samples } = await runTask({ task, documents: [{ a: 'q', b: 'ye', rest: 'the' }], scorer });
    const [first, second] = [await logLikelihood('the q', ' the'), await logLikelihood('the ye', ' the')];
    expect(second).toBeGreaterThan(first);
    expect(metrics).toEqual({ acc: { value: 0, standardError: 0 } });
    expect(samples[0]!.badness).toBeCloseTo(second - first, 12);
  });

  it.each<[string, Record<string, Json>, string]>([
    ['a field that is not there', { animal: 'cat' }, 'task animals: a document has no field "place"; it has animal'],
    ['an answer that is no choice', { place: 'x', animal: 'cow' },
      'task animals: field "animal" must be a choice, or its number below 3; got "cow"'],
    ['a number of no choice', { place: 'x', animal: 3 },
      'task animals: field "animal" must be a choice, or its number below 3; got 3'],
  ])('refuses %s', async (_, document, message) => {
    const run = runTask({ task: choice, documents: [document], scorer });
    await expect(run).rejects.toThrow(new InvalidInputError(message));
  });
});

describe('cloze', () => {
  it('counts targets that the model would write itself', async () => {
    const task = parseTask({
      name: 'next', kind: 'cloze', documents: 'x', prompt: '{a}', separator: '', target: '{b}',
    }, 'test');
    const documents = [{ a: 't', b: 'he ' }, { a: 't', b: 'xx' }];
    const { metrics, samples } = await runTask({ task, documents, scorer });
    expect(metrics['acc']!.value).toBe(0.5);
    const nats = -(await logLikelihood('t', 'he ') + await logLikelihood('t', 'xx')) / 2;
    expect(metrics['target_nats']!.value).toBeCloseTo(nats, 12);
    expect(samples.map(({ isRight }) => isRight)).toEqual([true, false]);
  });
});

describe('perplexity', () => {
  it('is of the corpus: long texts weigh more', async () => {
    const task = parseTask({ name: 'texts', kind: 'perplexity', documents: 'x', text: '{text}' }, 'test');
    const documents = [{ text: 'the cat sat on the mat' }, { text: 'ö' }];
    const { metrics } = await runTask({ task, documents, scorer });
    const nats = -(await logLikelihood('', 'the cat sat on the mat') + await logLikelihood('', 'ö'));
    expect(metrics['bits_per_byte']!.value).toBeCloseTo(nats / Math.LN2 / 24, 12);
    expect(metrics['token_perplexity']!.value).toBeCloseTo(Math.exp(nats / 23), 9);
    expect(metrics['bits_per_byte']!.standardError).toBeGreaterThan(0);
  });
});

describe('generation', () => {
  it('compares what is written by exact match and words', async () => {
    const task = parseTask({
      name: 'write', kind: 'generation', documents: 'x', prompt: '{q}', target: 'answers', until: [' '],
      maxNewTokens: 5,
    }, 'test');
    const documents = [{ q: 'x t', answers: ['he', 'she'] }, { q: 'x t', answers: 'never' }];
    const { metrics, samples } = await runTask({ task, documents, scorer });
    expect(samples.map(({ answer, isRight }) => [answer, isRight])).toEqual([['he', true], ['he', false]]);
    expect([metrics['exact_match']!.value, metrics['f1']!.value]).toEqual([0.5, 0.5]);
  });
});

describe('few-shot', () => {
  const task = parseTask({
    name: 'shots', kind: 'cloze', documents: 'x', prompt: 'Q{n}', target: 'A{n}', fewShot: { count: 2, seed: 3 },
  }, 'test');
  const documents = [0, 1, 2, 3, 4].map((n) => ({ n }));

  /** A scorer that keeps what it is asked. */
  function listening(): { readonly contexts: string[]; readonly scorer: Scorer } {
    const contexts: string[] = [];
    return {
      contexts,
      scorer: {
        ...scorer,
        logLikelihood(requests) {
          contexts.push(...requests.map(({ context }) => context));
          return scorer.logLikelihood(requests);
        },
      },
    };
  }

  it('puts examples of other documents before the question, the same in every run', async () => {
    const [first, second] = [listening(), listening()];
    await runTask({ task, documents, scorer: first.scorer });
    await runTask({ task, documents, scorer: second.scorer, batch: 1 });
    expect(first.contexts.toSorted()).toEqual(second.contexts.toSorted());
    for (const context of first.contexts) {
      const [, one, other, question] = /^Q(\d) A\1\n\nQ(\d) A\2\n\nQ(\d)$/.exec(context)!;
      expect(new Set([one, other, question]).size).toBe(3);
    }
  });

  it('needs enough documents', async () => {
    await expect(runTask({ task, documents: documents.slice(0, 2), scorer }))
      .rejects.toThrow('few-shot: 2 examples need at least 3 documents; got 2');
  });
});

describe('batches and caches', () => {
  const tasks = [choice, { ...choice, fewShot: { count: 1, seed: 1 } }];

  it.each([1, 2, 7, 1000])('batches of %d change nothing', async (batch) => {
    for (const task of tasks) {
      const expected = await runTask({ task, documents: animals, scorer });
      expect(await runTask({ task, documents: animals, scorer, batch })).toEqual(expected);
    }
  });

  it('asks the model for nothing twice, and goes on where a run ended', async () => {
    let asked = 0;
    const counting: Scorer = {
      ...scorer,
      logLikelihood(requests) {
        asked += requests.length;
        if (asked > 4 && asked < 100) return Promise.reject(new Error('pulled the plug'));
        return scorer.logLikelihood(requests);
      },
    };
    const cache = new Map<string, Json>();
    const options = { task: choice, documents: [...animals, ...animals], scorer: counting, cache, batch: 2 };
    await expect(runTask(options)).rejects.toThrow('pulled the plug');
    expect(cache.size).toBe(4);
    asked = 100;
    const result = await runTask(options);
    expect(asked - 100).toBe(9 - 4);
    expect(result).toEqual(await runTask({ task: choice, documents: options.documents, scorer }));
    await runTask(options);
    expect(asked - 100).toBe(9 - 4);
  });
});

describe('a run', () => {
  it('tells how much is answered, and ends with the reason of its signal', async () => {
    const told: string[] = [];
    const ending = new AbortController();
    const reason = new Error('enough');
    const onAnswered = (done: number, total: number) => {
      told.push(`${done}/${total}`);
      if (done === 8) ending.abort(reason);
    };
    const options = { task: choice, documents: animals, scorer, batch: 4, onAnswered, signal: ending.signal };
    await expect(runTask(options)).rejects.toBe(reason);
    expect(told).toEqual(['4/9', '8/9']);
    told.length = 0;
    const cache = new Map<string, Json>();
    await runTask({ task: choice, documents: animals.slice(1), scorer, cache });
    await runTask({ task: choice, documents: animals, scorer, cache, onAnswered });
    expect(told).toEqual(['3/3']);
  });
});

describe('taskMarkdown', () => {
  it('shows scores, the confusion matrix and mistakes, with signs of Markdown escaped', async () => {
    const documents = [...animals, { place: '*a|b*\n', animal: 'dog' }];
    const markdown = taskMarkdown(await runTask({ task: choice, documents, scorer }));
    expect(markdown).toContain('# animals, version 1\n\n4 documents, 0 examples before each question.\n');
    expect(markdown).toMatch(/\| acc \| 0\.\d{4} \| 0\.\d{4} \|/);
    expect(markdown).toContain('## Taken for\n\n|  | cat | dog | xylophone |\n');
    expect(markdown).toContain('\\*a\\|b\\* is the');
  });
});

describe('parseTask', () => {
  const valid = { name: 'a', kind: 'perplexity', documents: 'x', text: '{t}' };

  it.each<[Json, string]>([
    [[], 'task: a task is an object; got []'],
    [{ ...valid, kind: 'perplexty' }, 'task: unknown kind "perplexty"; did you mean "perplexity"?'],
    [{ ...valid, txt: 1 }, 'task: unknown key "txt"; did you mean "text"?'],
    [{ ...valid, text: 1 }, 'task: text must be a text; got 1'],
    [{ name: 'a', kind: 'perplexity', documents: 'x' }, 'task: missing key "text" (a text)'],
    [{ ...valid, version: -1 }, 'task: version must be an integer of at least 0; got -1'],
  ])('refuses %j', (value, message) => {
    expect(() => parseTask(value, 'task')).toThrow(new ConfigError(message));
  });
});
