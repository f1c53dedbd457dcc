import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const write = (name: string, content: unknown) => (
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

const words = {
  name: 'words', kind: 'multiple-choice', documents: 'words.jsonl', prompt: '{before}', answer: 'right',
  choices: ['king', 'queen', 'kttq'], fewShot: { count: 1, seed: 2 },
};
const documents = ['the', 'good', 'my', 'of the', 'what', 'his'].map((before, i) => ({ before, right: i % 3 }));

beforeAll(async () => {
  write('text.txt', generatedText(2000));
  write('words.json', words);
  write('words.jsonl', documents.map((document) => JSON.stringify(document)).join('\n'));
  write('texts.json', { name: 'texts', kind: 'perplexity', documents: 'texts.csv', text: '{text}' });
  write('texts.csv', 'text\n"the king said to his queen"\ngood night my lord\n');
  write('write.json', {
    name: 'write', kind: 'generation', documents: 'write.jsonl', prompt: '{before}', target: 'after', maxNewTokens: 8,
  });
  write('write.jsonl', JSON.stringify({ before: 'the king', after: ['said <b>', 'spoke'] }));
  write('strange.json', { ...words, choises: [] });
  const settings = [...TINY, '--set', 'training.steps=60'];
  const { code } = await oneday(folder, 'train', 'char-gpt', '--text', 'text.txt', '--out', 'run', ...settings);
  expect(code).toBe(0);
});

/** The object that the command ends with. */
async function evaluated(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await oneday(folder, 'evaluate', '--run', 'run', ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return lastLine(stdout);
}

describe('oneday evaluate --task', () => {
  it('asks questions with several answers', async () => {
    const result = await evaluated('--task', 'words.json');
    expect(result).toMatchObject({ task: 'words', version: 1, documents: 6, fewShot: 1, step: 60 });
    const metrics = result['metrics'] as Record<string, { value: number; standardError: number }>;
    const { acc, acc_norm: perCharacter } = metrics;
    expect(acc!.value).toBeGreaterThan(0);
    expect(acc!.standardError).toBeGreaterThan(0);
    // A model of the text knows that no word has these letters.
    expect(acc!.value).toBeLessThanOrEqual(4 / 6);
    expect(perCharacter!.value).toBeLessThanOrEqual(4 / 6);
  });

  it('keeps results and answers, and gives the same digits again from them, whole or cut off', async () => {
    const first = await evaluated('--task', 'words.json', '--out', 'out');
    expect(first['files']).toEqual(['out/result.json', 'out/result.md', 'out/result.html']);
    const [result, answers] = [read('out/result.json'), read('out/answers.jsonl')];
    const without = await evaluated('--task', 'words.json');
    expect(without['metrics']).toEqual(first['metrics']);
    // As a killed run leaves it: the last answer is torn.
    writeFileSync(join(folder, 'out', 'answers.jsonl'), answers.slice(0, Math.floor(answers.length / 2)));
    await evaluated('--task', 'words.json', '--out', 'out');
    expect(read('out/result.json')).toBe(result);
    expect(read('out/result.html')).toContain('<h2>Confusion matrix</h2>');
    expect(read('out/result.md')).toContain('| acc |');
  });

  it('scores texts of CSV, and what the model writes, whose page shows text as text', async () => {
    const texts = (await evaluated('--task', 'texts.json'))['metrics'] as Record<string, { value: number }>;
    expect(texts['bits_per_byte']!.value).toBeGreaterThan(0.5);
    expect(texts['bits_per_byte']!.value).toBeLessThan(6);
    const { metrics } = await evaluated('--task', 'write.json', '--out', 'written');
    expect(metrics).toMatchObject({ exact_match: { value: 0 } });
    expect(read('written/result.html')).toContain('said &lt;b&gt; | spoke');
  });

  it.each([
    ['a task with an unknown key', ['--task', 'strange.json'],
      'task "strange.json": unknown key "choises"; did you mean "choices"?'],
    ['a missing task', ['--task', 'none.json'], 'text file "none.json": there is no such file'],
    ['neither text nor task', [], 'evaluate: name texts (--text) or a task (--task)'],
    ['text and task', ['--text', 'text.txt', '--task', 'none.json'],
      'evaluate: texts or a task, not both; leave out --text or --task'],
  ])('refuses %s in one line, with exit code 2', async (_, args, line) => {
    const { code, stdout, stderr } = await oneday(folder, 'evaluate', '--run', 'run', ...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `oneday: ${line}\n` });
  });
});
