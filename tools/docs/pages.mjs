/** Pages that are run as they stand, what their readers have already, and where a test does less than they say. */
import { readFileSync, readdirSync } from 'node:fs';

/**
 * @typedef {object} Page
 * @property {string} name in `docs`
 * @property {string} [follows] the page in whose folder it goes on
 * @property {(root: URL) => Record<string, string>} [given] files that its reader has
 * @property {readonly (readonly [string | RegExp, string])[]} [smaller] parts of it, and what a test has instead
 * @property {boolean} [commandsOnly] its program is run by another test; only commands are run here
 */

/** A text to learn: the pages of this documentation. */
function notes(root) {
  const docs = new URL('docs/', root);
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  return Object.fromEntries(pages.map((name) => [`notes/${name}`, readFileSync(new URL(name, docs), 'utf8')]));
}

/** One text of some kilobytes. */
function oneText(root) {
  return Object.values(notes(root)).join('\n').slice(0, 50_000);
}

const labels = 'cat\ndog\ndog\ncat\n';
const sentences = 'the cat sat on the mat\nthere are two dogs here\n';
const colours = {
  name: 'colours', kind: 'multiple-choice', documents: 'colours.jsonl', prompt: 'What colour is {thing}?',
  choices: ['green', 'blue'], answer: 'colour',
};
const context = { ctx_a: 'The cat sat', ctx_b: 'on', activity_label: 'Cats', endings: ['a mat', 'it', 'us', 'tea'] };
const things = '{"thing":"grass","colour":"green"}\n{"thing":"the sky","colour":"blue"}\n';

/** @type {readonly Page[]} */
export const pages = [
  {
    name: 'my-text.md',
    given: notes,
    smaller: [['--budget 1m', '--budget 5s'], ['budgetSeconds: 60', 'budgetSeconds: 5']],
  },
  { name: 'my-pipeline.md' },
  { name: 'my-layer.md' },
  { name: 'my-kernel.md', follows: 'my-layer.md' },
  { name: 'my-backend.md' },
  { name: 'in-a-page.md' },
  {
    name: 'backends.md',
    given: (root) => ({ 'notes.txt': oneText(root).slice(0, 5000) }),
    smaller: [[
      'training.steps=10',
      'training.steps=10 --set model.layers=1 --set model.heads=2 --set model.width=16 --set model.context=16',
    ]],
  },
  {
    name: 'evaluation.md',
    commandsOnly: true,
    given: (root) => ({
      'a.txt': sentences, 'b.txt': sentences, 'hyps.txt': sentences.replace('two', 'three'),
      'labels.txt': labels, 'predictions.txt': labels.replace('cat', 'dog'),
      'colours.json': JSON.stringify(colours), 'colours.jsonl': things,
      'hellaswag_val.jsonl': `${JSON.stringify({ ...context, label: 0 })}\n`, 'notes.txt': oneText(root),
    }),
    smaller: [[/^(?=npx oneday evaluate .*colours)/, 'npx oneday train gpt-day --text notes.txt --budget 5s && ']],
  },
];

/** Needs Python with what the page installs there. @type {Page} */
export const toPython = {
  name: 'to-python.md',
  given: (root) => ({ 'notes.txt': oneText(root) }),
  smaller: [[/(?<=oneday train .*)$/, ' --set training.steps=60']],
};
