import { readFileSync } from 'node:fs';
import { InvalidInputError } from '@oneday/core';
import type { JsonObject, Scorer } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { bigramScorer } from '../harness/harness-tests/bigram-scorer.ts';
import { runTask } from '../harness/run-task.ts';
import { parseTask } from '../harness/task.ts';
import { findNamedTask, namedDocuments, namedTasks } from './named-tasks.ts';

type Request = readonly [context: string, continuation: string];

interface Case {
  readonly task: string;
  readonly document: JsonObject;
  readonly requests: readonly Request[];
  readonly right?: number;
}

// Made with lm-evaluation-harness by tools/parity/named_tasks_fixture.py.
const cases = JSON.parse(readFileSync(new URL('../../fixtures/named-tasks.json', import.meta.url), 'utf8')) as Case[];

/** What a task asks about a document, and whether it takes the request `likeliest` for the right one. */
async function ask(name: string, published: JsonObject, likeliest?: Request) {
  const named = findNamedTask(name)!;
  const requests: Request[] = [];
  const scorer: Scorer = {
    ...bigramScorer(''),
    logLikelihood(some) {
      requests.push(...some.map(({ context, continuation }) => [context, continuation] as const));
      return Promise.resolve(some.map(({ context, continuation }) => ({
        logLikelihood: context === likeliest?.[0] && continuation === likeliest[1] ? -1 : -1000,
        isGreedy: false,
        tokenCount: 1,
      })));
    },
  };
  const { metrics } = await runTask({ task: named.task, documents: namedDocuments(named, [published]), scorer });
  return { requests, isRight: metrics['acc']!.value === 1 };
}

describe('a named task', () => {
  it.each(namedTasks.map(({ task }) => task.name))('%s asks what lm-evaluation-harness asks', async (name) => {
    const ofTask = cases.filter(({ task }) => task === name);
    expect(ofTask.length).toBeGreaterThan(1);
    for (const { document, requests, right } of ofTask) {
      const asked = await ask(name, document, right === undefined ? undefined : requests[right]);
      expect(asked.requests.toSorted()).toEqual(requests.toSorted());
      expect(asked.isRight).toBe(right !== undefined);
    }
  });

  it.each(namedTasks)('$task.name is a task that could be written in a file', ({ task }) => {
    expect(parseTask(JSON.parse(JSON.stringify(task)) as JsonObject, task.name)).toEqual(task);
  });

  const columns = cases.find(({ task }) => task === 'arc-easy')!;
  const { question, choices } = columns.document as { question: string; choices: { text: string[]; label: string[] } };
  const listed = choices.text.map((text, i) => ({ text, label: choices.label[i]! }));

  it.each<[string, string, JsonObject, JsonObject]>([
    ['arc-easy', 'its authors', { question: { stem: question, choices: listed }, answerKey: 'C' }, columns.document],
    ['openbookqa', 'its authors', { question: { stem: 'A', choices: listed }, answerKey: 'B' },
      { question_stem: 'A', choices, answerKey: 'B' }],
    ['boolq', 'its authors', { question: 'is it', passage: 'It is.', answer: true },
      { question: 'is it', passage: 'It is.', label: 1 }],
    ['piqa', 'a table', { goal: 'g', sol1: 'a', sol2: 'b', label: '1' }, { goal: 'g', sol1: 'a', sol2: 'b', label: 1 }],
  ])('%s reads the form of %s, too', async (name, _, published, known) => {
    const { requests } = await ask(name, known);
    const rights = await Promise.all(requests.map(async (one) => [
      (await ask(name, published, one)).isRight, (await ask(name, known, one)).isRight,
    ]));
    expect((await ask(name, published)).requests).toEqual(requests);
    expect(rights.map(([ours]) => ours)).toEqual(rights.map(([, theirs]) => theirs));
    expect(rights.filter(([ours]) => ours)).toHaveLength(1);
  });

  it('is found by its name, and by that of lm-evaluation-harness', () => {
    expect(findNamedTask('arc_easy')).toBe(findNamedTask('arc-easy'));
    expect(findNamedTask('arc')).toBeUndefined();
  });

  it.each<[string, JsonObject, string]>([
    ['hellaswag', { activity_label: 'a', ctx_a: 'b', ctx_b: 'c', endings: ['d', 'e'], label: '' },
      'task hellaswag: field "label" must be the number of the right answer; got ""; use a part with answers'],
    ['piqa', { goal: 'g', sol1: 'a', sol2: 'b' },
      'task piqa: a document has no field "label"; it has goal, sol1, sol2'],
    ['winogrande', { sentence: 'no gap', answer: '1' }, 'task winogrande: a sentence must have a gap, written _'],
    ['arc-easy', { question: 'q', choices: 3, answerKey: 'A' },
      'task arc-easy: choices must be texts and labels; got 3'],
    ['arc-easy', { question: 'q', choices: { text: ['a', 'b'], label: ['A', 'B'] }, answerKey: 'E' },
      'task arc-easy: field "right" must be a choice, or its number below 2; got -1'],
  ])('%s refuses another document in one line', async (name, published, message) => {
    await expect(ask(name, published)).rejects.toThrow(new InvalidInputError(message));
  });
});
