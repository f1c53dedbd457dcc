import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { expect, it, vi } from 'vitest';

it('the program of docs/tokenizer.md prints what the page says', async () => {
  const page = readFileSync(new URL('../../../docs/tokenizer.md', import.meta.url), 'utf8');
  const program = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!).join('');
  const said = [...program.matchAll(/^console\.log.*; \/\/ (.*)$/gm)].map(([, line]) => line!);
  // In the package, so that what it imports is found.
  const reports = fileURLToPath(new URL('../reports/', import.meta.url));
  mkdirSync(reports, { recursive: true });
  const path = join(reports, 'tokenizer-page.ts');
  const source = program.replace('@oneday/tokenizer', '../src/index.ts');
  writeFileSync(path, `${source}export { clean, segmented };\n`);
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const { clean } = await import(path) as { clean: { changes: string } };
  const lines = printed.mock.calls.map(([value]: unknown[]) => (typeof value === 'string' ? value : inspect(value)));
  printed.mockRestore();
  expect(lines).toEqual(said);
  expect(page.replaceAll(/\s+/g, ' ')).toContain(`\`clean.changes\` is \`${clean.changes}\``);
  rmSync(path);
});
