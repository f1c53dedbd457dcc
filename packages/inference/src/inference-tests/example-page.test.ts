import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Code and, after most of it, what that prints. */
const BLOCKS = /^```ts\n(?<code>.*?)^```$(?:\s*^```text\n(?<output>.*?)^```$)?/gms;

/** A number that training has made, which may differ a little where a processor rounds otherwise. */
const DECIMAL = /-?\d+\.\d+/g;

it('the program of docs/example-zh.md prints what the page shows', async () => {
  const page = readFileSync(new URL('../../../../docs/example-zh.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(BLOCKS)].map(({ groups }) => groups!);
  expect(blocks.length).toBe(page.split('```ts\n').length - 1);
  expect(blocks.filter(({ output }) => output !== undefined)).toHaveLength(page.split('```text\n').length - 1);
  const printed = await printedBy(blocks.map(({ code }) => code!));
  for (const [i, { output = '' }] of blocks.entries()) {
    expect(printed[i]!.replaceAll(DECIMAL, '#.#')).toBe(output.replaceAll(DECIMAL, '#.#'));
    const [got, shown] = [printed[i]!, output].map((text) => text.match(DECIMAL)?.map(Number) ?? []);
    got!.forEach((number, at) => expect(Math.abs(number - shown![at]!), printed[i]).toBeLessThanOrEqual(0.1));
  }
}, 120_000);

/** What each part of a program prints. */
async function printedBy(parts: readonly string[]): Promise<string[]> {
  const collect = 'const printed: string[] = []; ' +
    'const console = { log: (...words: unknown[]) => { printed[printed.length - 1] += `${words.join(" ")}\\n`; } };\n';
  const program = parts.map((code) => `printed.push('');\n${code}`).join('');
  // In the package, so that what it imports is found.
  const reports = fileURLToPath(new URL('../../reports/', import.meta.url));
  mkdirSync(reports, { recursive: true });
  const path = `${reports}example-page.ts`;
  writeFileSync(path, `${collect}${program}\nexport { printed };\n`);
  try {
    return (await import(path) as { readonly printed: string[] }).printed;
  } finally {
    rmSync(path);
  }
}
