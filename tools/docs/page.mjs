import { readFileSync } from 'node:fs';

/** What stands between fences, and in which language. */
const BLOCK = /^```(\w*)\n([\s\S]*?)^```$/gm;
/** The first line of a block that is a file, or goes on with one: `// model.ts`, `# read.py`. */
const FILE_NAME = /^(?:\/\/|#|<!--) ([\w.-]+\.(?:ts|py|html))(?: -->)?\n/;

/**
 * @typedef {{ kind: 'file', name: string, source: string }} FileStep a part of a file, behind what it has already
 * @typedef {object} CommandStep a command
 * @property {'command'} kind
 * @property {string} command as it is shown
 * @property {string} run what a test runs: the same, or with a smaller budget
 * @property {readonly string[]} output lines shown below it
 * @typedef {FileStep | CommandStep} Step
 */

/** All fenced blocks of a page. @returns {{ language: string, body: string }[]} */
export function blocksOf(text) {
  return [...text.matchAll(BLOCK)].map(([, language, body]) => ({ language, body }));
}

/**
 * What a reader of a page does, in order: writes its files, gives its commands.
 *
 * @returns {Step[]} @throws where a block of code is no file
 */
export function stepsOf(text) {
  return blocksOf(text).flatMap(({ language, body }) => {
    if (language === 'console') return commandsOf(body);
    if (!['ts', 'py', 'html'].includes(language)) return [];
    const name = FILE_NAME.exec(body)?.[1];
    if (name === undefined) throw new Error(`a block of ${language} must begin with the name of its file:\n${body}`);
    return [{ kind: 'file', name, source: body }];
  });
}

/** The steps of a page of `docs`, made as small as its test wants them. @param {import('./pages.mjs').Page} page */
export function readSteps(root, { name, smaller = [], commandsOnly = false }) {
  const text = readFileSync(new URL(`docs/${name}`, root), 'utf8');
  const steps = commandsOnly ? commandsIn(text) : stepsOf(text);
  const small = (part) => smaller.reduce((result, [pattern, instead]) => result.replace(pattern, instead), part);
  return steps.map((step) => (
    step.kind === 'file' ? { ...step, source: small(step.source) } : { ...step, run: small(step.run) }
  ));
}

function commandsIn(text) {
  return blocksOf(text).filter(({ language }) => language === 'console').flatMap(({ body }) => commandsOf(body));
}

/** Commands follow `$ `. */
function commandsOf(body) {
  return body.split(/^\$ /m).slice(1).map((entry) => {
    const [command, ...output] = entry.trimEnd().split('\n');
    return { kind: 'command', command, run: command, output };
  });
}
