// `npm run reference`: writes docs/reference, a page for each entry of each package, from the doc comments in the
// source. Fails where a public name has no comment, where a link in a comment leads nowhere, and where a comment does
// not parse. It fetches TypeDoc, in the version named here, into a temporary folder; packages must be built.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolders } from '../packages/pack.mjs';
import { run } from '../packages/run.mjs';
import { problemsOf } from './warnings.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const output = join(root, 'docs', 'reference');
/** Both are fetched with a TypeScript that they know. */
const TOOLS = { 'typedoc': '0.28.20', 'typedoc-plugin-markdown': '4.14.1', 'typescript': '5.9.3' };

/** The names of the files that packages export, as one pattern: `src/+(index|node).ts`. */
function entryPattern(folders) {
  const names = folders.flatMap((folder) => {
    const { exports: entries } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object.values(entries).map((conditions) => basename(conditions['@oneday/source'], '.ts'));
  });
  return `src/+(${[...new Set(names)].join('|')}).ts`;
}

function optionsFor(folders) {
  const validation = { notExported: false, invalidLink: true, notDocumented: true };
  const requiredToBeDocumented = ['Variable', 'Function', 'Class', 'Interface', 'TypeAlias'];
  return {
    entryPointStrategy: 'packages',
    entryPoints: folders,
    packageOptions: {
      entryPoints: [entryPattern(folders)], readme: 'none', disableGit: true, sourceLinkTemplate: 'file:{path}',
      disableSources: true, excludePrivate: true, validation, requiredToBeDocumented,
    },
    plugin: ['typedoc-plugin-markdown'],
    outputs: [{ name: 'markdown', path: output }],
    outputFileStrategy: 'modules',
    name: 'oneday',
    readme: 'none',
    hideGenerator: true,
    disableSources: true,
    validation,
    requiredToBeDocumented,
  };
}

/** Runs TypeDoc. @returns {string} what it said */
function generate(folder) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: TOOLS }));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: folder });
  const options = join(folder, 'options.json');
  writeFileSync(options, JSON.stringify(optionsFor(packageFolders(root))));
  const typedoc = join(folder, 'node_modules', 'typedoc', 'bin', 'typedoc');
  rmSync(output, { recursive: true, force: true });
  const env = { ...process.env, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, '--options', options], {
    cwd: folder, env, encoding: 'utf8',
  });
  if (status === 0) return `${stdout}${stderr}`.replaceAll(`${root}${sep}`, '');
  throw new Error(`TypeDoc failed:\n${stdout}${stderr}`);
}

const temporary = mkdtempSync(join(tmpdir(), 'oneday-reference-'));
try {
  const { problems, members } = problemsOf(generate(temporary));
  for (const problem of problems) console.error(`failed: ${problem}`);
  console.log(`docs/reference is written; ${members} members of documented types have no comment of their own`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true });
}
