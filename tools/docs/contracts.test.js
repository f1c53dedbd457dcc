import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const page = read('docs/contracts.md');
const section = (title) => page.split(`\n## ${title}\n`)[1].split('\n## ')[0];

/** One for each file that the table names: the rule, the file, and the names of tests in it. */
const references = section('Rules and their tests').split('\n')
  .filter((line) => line.includes(' › '))
  .flatMap((line) => {
    const [rule, heldBy] = line.slice(2, -2).split(' | ');
    return [...heldBy.matchAll(/`([^`]+)` › ("[^"]+"(?:; "[^"]+")*)/g)]
      .map(([, path, names]) => [rule, path, names.slice(1, -1).split('"; "')]);
  });

describe('docs/contracts.md', () => {
  it('has a test for every rule', () => {
    const rules = section('Rules and their tests').split('\n').filter((line) => /^\| [A-Z`]/.test(line));
    expect(rules.length).toBeGreaterThan(40);
    expect(rules.filter((line) => !references.some(([rule]) => line.startsWith(`| ${rule} |`)))).toEqual([]);
  });

  it.each(references)('%s: %s', (_, path, names) => {
    const source = read(path);
    expect(names.filter((name) => !source.includes(name))).toEqual([]);
  });

  it('names call sites that are there', () => {
    const paths = [...section('Call sites').matchAll(/`(packages\/[^`]+)`/g)].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => read(path) === '')).toEqual([]);
  });
});
