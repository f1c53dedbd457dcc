import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import type { BootstrapInterval } from './resampling/bootstrap.ts';
import type { BleuResult } from './translation/bleu.ts';
import type { ClassFScores } from './classification/precision-recall-f1.ts';
import type { TaskResult } from './harness/task-result.ts';

/** What the program on the page leaves in its variables. */
interface PageVariables {
  readonly corpus: BleuResult;
  readonly interval: BootstrapInterval;
  readonly byClass: readonly ClassFScores[];
  readonly result: TaskResult;
  readonly page: string;
}

it('the program of docs/evaluation.md does what the page says', async () => {
  const page = readFileSync(new URL('../../../docs/evaluation.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  expect(blocks).toHaveLength(4);
  // In the package, so that what it imports is found.
  const reports = fileURLToPath(new URL('../reports/', import.meta.url));
  mkdirSync(reports, { recursive: true });
  const path = join(reports, 'evaluation-page.ts');
  const scorer = "import { bigramScorer } from '../src/harness/harness-tests/bigram-scorer.ts';\n"
    + "const scorer = bigramScorer('the sky is blue and grass is green');\n";
  writeFileSync(path, `${scorer}${blocks.join('')}\nexport { corpus, interval, byClass, result, page };\n`);
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const variables = await import(path) as PageVariables;
  const [[line]] = printed.mock.calls as [[string]];
  printed.mockRestore();
  expect(page).toContain(`// ${line}\n`);
  expect(variables.corpus.text).toBe(line);
  expect(variables.interval.score).toBe(variables.corpus.score);
  expect(variables.byClass.map(({ label }) => label)).toEqual(['cat', 'dog']);
  expect(variables.result.documents).toBe(3);
  expect(variables.page).toContain('# colours');
  rmSync(path);
});
