import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@oneday/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, startOneday, temporaryFolder } from './run-oneday.ts';

interface Case {
  readonly task: string;
  readonly document: JsonObject;
}

const folder = temporaryFolder();
const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
/** Documents that take a while. */
const MANY = 2000;
const lines = (documents: readonly unknown[]) => documents.map((one) => `${JSON.stringify(one)}\n`).join('');

const fixture = readFileSync(new URL('../../evaluator/fixtures/named-tasks.json', import.meta.url), 'utf8');
const cases = JSON.parse(fixture) as Case[];
const names = [...new Set(cases.map(({ task }) => task))];
const documentsOf = (name: string) => cases.filter(({ task }) => task === name).map(({ document }) => document);

beforeAll(async () => {
  for (const name of names) write(`${name}.jsonl`, lines(documentsOf(name)));
  write('sciq.json', JSON.stringify(documentsOf('sciq')));
  const withoutAnswers = documentsOf('piqa').map(({ goal, sol1, sol2 }) => ({ goal, sol1, sol2 }));
  write('valid.jsonl', lines(withoutAnswers));
  write('valid-labels.lst', '0\n1\n');
  write('short.jsonl', lines(withoutAnswers));
  write('short-labels.lst', '0\n');
  write('alone.jsonl', lines(withoutAnswers));
  const sentence = (i: number) => `${i} ${generatedText(200)}`;
  const many = Array.from({ length: MANY }, (_, i) => ({ sentence_good: sentence(i), sentence_bad: sentence(-i - 1) }));
  write('many.jsonl', lines(many));
  // The model knows every character of the documents.
  write('text.txt', `${generatedText(1000)}${JSON.stringify(cases, undefined, 1)}0123456789`);
  const settings = [...TINY, '--set', 'training.steps=20'];
  const { code, stderr } = await oneday(folder, 'train', 'char-gpt', '--text', 'text.txt', '--out', 'run', ...settings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

const evaluate = (...args: readonly string[]) => oneday(folder, 'evaluate', '--run', 'run', ...args);

async function evaluated(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await evaluate(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return lastLine(stdout);
}

describe('oneday evaluate --task NAME', () => {
  it.each(names)('asks %s of a file of the data set', async (name) => {
    const result = await evaluated('--task', name, '--data', `${name}.jsonl`);
    expect(result).toMatchObject({ task: name, documents: documentsOf(name).length, fewShot: 0, stopped: false });
    const { acc } = result['metrics'] as Record<string, { value: number }>;
    expect(acc!.value).toBeGreaterThanOrEqual(0);
    expect(acc!.value).toBeLessThanOrEqual(1);
  });

  it('reads a list in JSON, answers in a file beside, and several files', async () => {
    const known = await evaluated('--task', 'sciq', '--data', 'sciq.jsonl');
    expect((await evaluated('--task', 'sciq', '--data', 'sciq.json'))['metrics']).toEqual(known['metrics']);
    const whole = await evaluated('--task', 'piqa', '--data', 'piqa.jsonl');
    expect((await evaluated('--task', 'piqa', '--data', 'valid.jsonl'))['metrics']).toEqual(whole['metrics']);
    expect(await evaluated('--task', 'arc_easy', '--data', 'arc-easy.jsonl', 'arc-challenge.jsonl'))
      .toMatchObject({ task: 'arc-easy', documents: 6 });
  });

  it('asks fewer documents, and after examples', async () => {
    expect(await evaluated('--task', 'boolq', '--data', 'boolq.jsonl', '--few-shot', '1'))
      .toMatchObject({ fewShot: 1 });
    expect(await evaluated('--task', 'lambada', '--data', 'lambada.jsonl', '--limit', '2'))
      .toMatchObject({ documents: 2 });
  });

  it.each([
    ['an unknown name', ['--task', 'helaswag'], 'evaluate: unknown task "helaswag"; did you mean "hellaswag"?'],
    ['a name without data', ['--task', 'hellaswag'],
      'task hellaswag: its documents are not part of oneday; get hellaswag_val.jsonl of ' +
      'https://github.com/rowanz/hellaswag/tree/master/data and name it with --data'],
    ['documents of another task', ['--task', 'hellaswag', '--data', 'boolq.jsonl'],
      'task hellaswag: a document has no field "ctx_a"; it has question, passage, label'],
    ['fewer answers than documents', ['--task', 'piqa', '--data', 'short.jsonl'],
      'answers "short-labels.lst": an answer a line for the 2 documents of "short.jsonl" expected; got 1'],
    ['documents without answers', ['--task', 'piqa', '--data', 'alone.jsonl'],
      'text file "alone-labels.lst": there is no such file'],
    ['too many examples', ['--task', 'boolq', '--data', 'boolq.jsonl', '--few-shot', '2'],
      'few-shot: 2 examples need at least 3 documents; got 2'],
    ['data for a text', ['--text', 'text.txt', '--data', 'boolq.jsonl'],
      'evaluate: --data is for tasks; leave it out'],
  ])('refuses %s in one line, with exit code 2', async (_, args, line) => {
    expect(await evaluate(...args)).toEqual({ code: 2, stdout: '', stderr: `oneday: ${line}\n` });
  });

  // Windows has no signal that one process can send another to say Ctrl-C.
  it.skipIf(process.platform === 'win32')('is ended by Ctrl-C with one line and 130, and goes on', async () => {
    const args = ['--task', 'blimp', '--data', 'many.jsonl', '--out', 'kept'];
    const { child, finished } = startOneday(folder, ['evaluate', '--run', 'run', ...args]);
    const file = join(folder, 'kept', 'answers.jsonl');
    const answers = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length : 0);
    const watch = setInterval(() => {
      if (answers() <= 100) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 20);
    const { code, stdout, stderr } = await finished;
    expect({ code, stdout, stderr })
      .toEqual({ code: 130, stdout: 'interrupted: give the same command again to go on\n', stderr: '' });
    const before = answers();
    expect(before).toBeLessThan(2 * MANY);
    expect(await evaluated(...args, '--limit', '50')).toMatchObject({ documents: 50 });
    expect(answers()).toBeGreaterThanOrEqual(before);
  });
});
