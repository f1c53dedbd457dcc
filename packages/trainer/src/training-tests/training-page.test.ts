import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { LatestCheckpoint } from '@oneday/checkpoint';
import type { RunResult } from '../run.ts';

/** What the program on the page leaves in its variables. */
interface PageVariables {
  readonly result: RunResult;
  readonly repeated: RunResult;
  readonly found: LatestCheckpoint;
  readonly longer: RunResult;
}

it('the program of docs/training.md does what the page says', async () => {
  const page = readFileSync(new URL('../../../../docs/training.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  expect(blocks).toHaveLength(4);
  const folder = mkdtempSync(join(tmpdir(), 'oneday-page-'));
  const program = blocks.join('').replace("'runs/apples'", JSON.stringify(folder));
  // In the package, so that what it imports is found.
  const reports = fileURLToPath(new URL('../../reports/', import.meta.url));
  mkdirSync(reports, { recursive: true });
  const path = join(reports, 'training-page.ts');
  writeFileSync(path, `${program}\nexport { found, longer, repeated, result };\n`);
  const { result, repeated, found, longer } = await import(path) as PageVariables;
  expect(repeated.loss).toBe(result.loss);
  expect(repeated.steps).toBe(result.steps);
  expect(result.seconds).toBeGreaterThanOrEqual(2);
  expect(found).toMatchObject({ checkpoint: { step: result.steps }, refused: [] });
  expect(longer.steps).toBeGreaterThan(result.steps);
  expect(longer.seconds).toBeGreaterThanOrEqual(3);
  // The entropy of guessing among 128 tokens.
  expect(longer.loss).toBeLessThan(Math.log(128));
  rmSync(folder, { recursive: true });
  rmSync(path);
});
