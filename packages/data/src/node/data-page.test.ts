import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Stream, TokenBatch } from '@oneday/core';

/** What the program on the page leaves in its variables. */
interface PageVariables {
  readonly first: TokenBatch;
  readonly expected: unknown;
  readonly got: unknown;
  readonly numbered: readonly { readonly number: number }[];
  readonly lengths: readonly number[];
  readonly causalBatch: TokenBatch;
  readonly maskedBatch: TokenBatch;
  readonly heldOut: Stream<TokenBatch>;
  readonly documents: number;
  readonly byteCounts: readonly number[];
}

it('the program of docs/data.md does what the page says', async () => {
  const page = readFileSync(new URL('../../../../docs/data.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  expect(blocks).toHaveLength(8);
  const folder = mkdtempSync(join(tmpdir(), 'oneday-page-'));
  for (let file = 0; file < 40; file++) {
    const line = `${file} people like apples, and the fox likes grapes.\n`;
    writeFileSync(join(folder, `${file}.txt`), line.repeat(30 + file));
  }
  const program = blocks.join('').replaceAll('\'news/', `'${folder.replaceAll('\\', '/')}/`);
  // In the package, so that what it imports is found.
  const reports = fileURLToPath(new URL('../../reports/', import.meta.url));
  mkdirSync(reports, { recursive: true });
  const path = join(reports, 'data-page.ts');
  const names = 'first, expected, got, numbered, lengths, causalBatch, maskedBatch, documents, byteCounts';
  writeFileSync(path, `${program}\nexport { ${names} };\nexport const last = await heldOut.next();\n`);
  const variables = await import(path) as PageVariables & { readonly last: TokenBatch };
  expect(variables.first.shape).toEqual([8, 32]);
  expect(variables.got).toEqual(variables.expected);
  expect(variables.numbered.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(variables.lengths).toHaveLength(40);
  expect(variables.causalBatch.labels.subarray(0, 31)).toEqual(variables.causalBatch.inputIds.subarray(1, 32));
  const { scoredPositions, inputIds } = variables.maskedBatch;
  expect(scoredPositions).toHaveLength(8 * 8);
  expect(new Set([0, 1, 2, 3, 4, 5, 6, 7].map((row) => inputIds[32 * row])).size).toBe(1);
  expect(variables.last.scoredPositions!.length % 8).toBe(0);
  expect(variables.documents).toBe(40);
  expect(variables.byteCounts['\n'.charCodeAt(0)]).toBe(40 * 30 + (39 * 40) / 2);
  rmSync(folder, { recursive: true });
  rmSync(path);
});
