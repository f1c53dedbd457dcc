import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(path, 'utf8');
const markdownIn = (folder) => readdirSync(join(root, folder), { recursive: true }).map(String)
  .filter((name) => name.endsWith('.md') && !name.startsWith('reference')).map((name) => join(folder, name));
const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'README.md'))
  .filter((path) => existsSync(join(root, path)));
const pages = ['README.md', 'README.zh.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...packages]
  .filter((path) => existsSync(join(root, path)));

/** The anchors that headings have on GitHub. */
function anchorsOf(text) {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) => (
    title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
  ));
}

/** Links of a page that lead nowhere. */
function brokenLinks(path) {
  const prose = read(join(root, path)).replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file, anchor] = target.split('#');
    const found = file === '' ? join(root, path) : join(root, dirname(path), file);
    return !existsSync(found) || (anchor !== undefined && !anchorsOf(read(found)).includes(anchor));
  });
}

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });
});
