import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const dataset = {
  data: [{ paragraphs: [{ qas: [
    { id: 'q1', question: 'Who?', answers: [{ text: 'the cat', answer_start: 0 }, { text: 'a tom cat' }] },
    { id: 'q2', question: 'Why?', answers: [] },
  ] }] }],
};
// The segments are the example of sacrebleu's README.
const files: Readonly<Record<string, string | Uint8Array>> = {
  'a.txt': 'The dog bit the man.\nIt was not unexpected.\nThe man bit him first.\n',
  'b.txt': 'The dog had bit the man.\r\nNo one was surprised.\r\nThe man had bitten the dog.',
  'hyps.txt': 'The dog bit the man.\nIt wasn\'t surprising.\nThe man had just bitten him.\n',
  'short.txt': 'The dog bit the man.\n',
  'latin1.txt': Uint8Array.of(0x61, 0xe9, 0x0a, 0x0a, 0x0a),
  'empty.txt': '',
  'labels.txt': '0\n1\n1\n0\n',
  'predictions.txt': '0\n1\n0\n0\n',
  'scores.txt': '0.1\n0.9\n0.2\n0.3\n',
  'not-numbers.txt': '0.1\nNaN\n0.2\n0.3\n',
  'scores-of-classes.txt': '0.9 0.1\n0.2 0.8\n0.7 0.3\n0.6 0.4\n',
  'high-labels.txt': '0\n1\n1\n7\n',
  'tags.txt': 'O B-PER I-PER\nB-LOC\n',
  'other-tags.txt': 'O B-PER O\nB-LOC\n',
  'squad.json': JSON.stringify(dataset),
  'answers.json': JSON.stringify({ q1: 'Cat!', q2: '' }),
  'no-answer.json': JSON.stringify({ q1: 'Cat!' }),
  'odds.json': JSON.stringify({ q1: 0.25, q2: 0.75 }),
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);

const translated = ['--refs', 'a.txt', 'b.txt', '--hyps', 'hyps.txt'];
const classified = ['--refs', 'labels.txt', '--hyps', 'predictions.txt'];

/** The object that the command ends with. */
async function scored(metric: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await oneday(folder, 'score', metric, ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return lastLine(stdout);
}

describe('oneday score', () => {
  it('prints sacrebleu\'s line, and takes files with other line ends', async () => {
    const { stdout } = await oneday(folder, 'score', 'bleu', ...translated);
    expect(stdout).toBe('BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 48.53 '
      + '82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)\n');
  });

  it('gives score, signature and details as JSON', async () => {
    const { score, ...rest } = await scored('bleu', ...translated, '--set', 'tokenizer=intl');
    expect(score).toBeCloseTo(43.91623493, 7);
    expect(rest).toMatchObject({
      metric: 'bleu', signature: 'nrefs:2|case:mixed|eff:no|tok:intl|smooth:exp|version:2.6.0', brevityPenalty: 1,
      matches: [14, 7, 5, 3], totals: [19, 16, 13, 10], hypothesisLength: 19, referenceLength: 18,
    });
  });

  it.each<[string, readonly string[], number]>([
    ['chrf++', translated, 59.15], ['ter', translated, 40], ['rouge', translated, 0.639],
    ['accuracy', classified, 0.75], ['mcc', classified, 0.58],
    ['f1', [...classified, '--set', 'average=binary'], 2 / 3],
    ['roc-auc', ['--refs', 'labels.txt', '--hyps', 'scores.txt'], 0.75],
    ['top-k', ['--refs', 'labels.txt', '--hyps', 'scores-of-classes.txt', '--set', 'k=1'], 0.75],
    ['pearson', ['--refs', 'labels.txt', '--hyps', 'scores.txt'], 0.57],
    ['seqeval', ['--refs', 'tags.txt', '--hyps', 'other-tags.txt'], 0.5],
    ['glue', [...classified, '--set', 'task=qnli'], 0.75],
    ['squad-v2', ['--refs', 'squad.json', '--hyps', 'answers.json'], 100],
  ])('scores by %s', async (metric, args, expected) => {
    const { score } = await scored(metric, ...args);
    expect(Math.abs((score as number) - expected)).toBeLessThan(0.01);
  });

  it('draws lines again for an interval, the same from one seed', async () => {
    const args = ['--refs', 'a.txt', '--hyps', 'hyps.txt', '--baseline', 'short.txt', '--resamples', '100'];
    const [first, second] = [await scored('chrf', ...translated, '--resamples', '100'),
      await scored('chrf', ...translated, '--resamples', '100')];
    expect(first).toEqual(second);
    expect(first['bootstrap']).toMatchObject({ generator: 'threefry2x32-20', seed: 12_345, resamples: 100 });
    const { code, stderr } = await oneday(folder, 'score', 'chrf', ...args);
    expect([code, stderr]).toEqual([
      2, 'oneday: score: files must have as many lines; "short.txt" has 1, "a.txt" has 3\n',
    ]);
  });

  it('finds the best threshold where the probabilities of no answer are known', async () => {
    const args = ['--refs', 'squad.json', '--hyps', 'answers.json', '--na-probs', 'odds.json'];
    expect(await scored('squad-v2', ...args, '--set', 'threshold=0.1')).toMatchObject({
      exactMatch: 50, withAnswer: { exactMatch: 0, count: 1 }, bestExactMatch: { score: 100, threshold: 0.25 },
    });
  });

  it('has help with every metric and an example', async () => {
    const { code, stdout } = await oneday(folder, 'score', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('\nExample:\n  $ oneday score');
  });

  it.each([
    ['line counts that differ', ['bleu', '--refs', 'a.txt', '--hyps', 'short.txt'],
      'score: files must have as many lines; "short.txt" has 1, "a.txt" has 3'],
    ['scores that are no numbers', ['roc-auc', '--refs', 'labels.txt', '--hyps', 'not-numbers.txt'],
      'score: line 2 must be a number; got "NaN"'],
    ['labels out of range', ['top-k', '--refs', 'high-labels.txt', '--hyps', 'scores-of-classes.txt'],
      'topKAccuracy: labels must be in [0, 2); got 7'],
    ['a text in another encoding', ['bleu', '--refs', 'latin1.txt', '--hyps', 'hyps.txt'],
      'file "latin1.txt": must be UTF-8; got the byte 0xe9 at offset 1, which opens no character; convert it first'],
    ['a missing file', ['bleu', '--refs', 'none.txt', '--hyps', 'hyps.txt'], 'file "none.txt": there is no such file'],
    ['empty files', ['ter', '--refs', 'empty.txt', '--hyps', 'empty.txt'],
      'ter: no segments were scored, so there is no score'],
    ['an unknown metric', ['blue', ...translated], 'unknown metric "blue"; did you mean "bleu"?'],
    ['an unknown setting', ['bleu', ...translated, '--set', 'tokeniser=zh'],
      'score bleu: unknown setting "tokeniser"; did you mean "tokenizer"?'],
    ['a setting of another kind', ['ter', ...translated, '--set', 'normalized=yes'],
      'score ter: normalized must be true or false; got "yes"'],
    ['several references of labels', ['accuracy', ...translated],
      'score accuracy: one file of references expected; got 2'],
    ['a question without an answer', ['squad-v2', '--refs', 'squad.json', '--hyps', 'no-answer.json'],
      'file "no-answer.json": an answer for question "q2" is expected, empty for none; got undefined'],
    ['a text for a dataset', ['squad', '--refs', 'a.txt', '--hyps', 'answers.json'],
      expect.stringMatching(/^file "a.txt": not valid JSON/) as string],
    ['intervals of SQuAD', ['squad', '--refs', 'squad.json', '--hyps', 'answers.json', '--resamples', '9'],
      'score squad: --resamples has no meaning for it; leave it out'],
  ])('refuses %s in one line, with exit code 2', async (_, args, line) => {
    const { code, stdout, stderr } = await oneday(folder, 'score', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice(0, 8)).toBe('oneday: ');
    expect(stderr.slice(8, -1)).toEqual(line);
  });
});
