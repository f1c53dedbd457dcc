import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './page.mjs';

const root = new URL('../../', import.meta.url);
const english = readFileSync(new URL('README.md', root), 'utf8');
const chinese = readFileSync(new URL('README.zh.md', root), 'utf8');
const prose = (text) => text.replaceAll(/^```[\s\S]*?^```$/gm, '');

/** What both have of one kind, in order. */
const headings = (text) => [...prose(text).matchAll(/^(#+) /gm)].map(([, level]) => level);
const code = (text) => blocksOf(text).filter(({ language }) => language !== '');
const folders = (text) => blocksOf(text).filter(({ language }) => language === '')
  .map(({ body }) => [...body.matchAll(/^ *([\w.-]+\/?)/gm)].map(([, name]) => name));
const links = (text) => [...prose(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target)
  .filter((target) => !/^README/.test(target)).sort();
const spans = (text) => [...prose(text).matchAll(/`([^`]+)`/g)].map(([, span]) => span.replaceAll('\n', ' '));
/** Numbers of the table of figures, row by row, in whatever order a language puts them. */
const figures = (text) => [...prose(text).matchAll(/^\| (.*) \|$/gm)].slice(1)
  .map(([, row]) => (row.match(/\d[\d.,]*\d|\d/g) ?? []).sort());

describe('README.zh.md', () => {
  it('has the headings of README.md', () => {
    expect(headings(chinese)).toEqual(headings(english));
  });

  it('has its commands, what they print, and its programs', () => {
    expect(code(chinese)).toEqual(code(english));
  });

  it('shows the same files and packages', () => {
    expect(folders(chinese)).toEqual(folders(english));
  });

  it('has its figures', () => {
    expect(figures(chinese)).toEqual(figures(english));
  });

  it('leads to the same pages', () => {
    expect(links(chinese)).toEqual(links(english));
  });

  it('names every command, option and file that README.md names', () => {
    expect(spans(english).filter((span) => !spans(chinese).includes(span))).toEqual([]);
  });
});
