import { mkdirSync, symlinkSync, writeFileSync, appendFileSync, copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { readSteps } from '../docs/page.mjs';
import { runPage, writeGiven } from '../docs/run-page.mjs';
import { run } from './run.mjs';

const require = createRequire(import.meta.url);
const tsc = require.resolve('typescript/bin/tsc');
const typeRoots = dirname(dirname(require.resolve('@types/node/package.json')));

/** Commands that set a project up, once for all versions of Node. */
const SETTING_UP = /^npm (?:init|pkg|install) /;
/** The first Node that runs TypeScript as it stands, and that resolves imports that end in `.ts`. */
const FIRST_WITH_TYPES = [22, 18];

const compilerOptions = {
  target: 'es2022', lib: ['es2023', 'esnext.disposable', 'dom'], strict: true, skipLibCheck: true,
  verbatimModuleSyntax: true, erasableSyntaxOnly: true, rewriteRelativeImportExtensions: true,
  types: ['node'], typeRoots: [typeRoots],
};
/** How TypeScript projects of Node and of bundlers resolve what they import. */
const RESOLUTIONS = [
  { module: 'esnext', moduleResolution: 'bundler' }, { module: 'nodenext', moduleResolution: 'nodenext' },
];

/** The project of someone who does what pages of the documentation say, in one folder, one page after the other. */
export class PageConsumer {
  /**
   * @param {string} folder a folder to make
   * @param {readonly import('../docs/pages.mjs').Page[]} pages
   * @param {ReturnType<typeof import('./sources.mjs').fromRegistry>} source where our packages come from
   * @param {URL} root of the repository
   */
  constructor(folder, pages, source, root) {
    this.folder = folder;
    this.source = source;
    this.steps = pages.flatMap((page) => readSteps(root, page));
    this.given = Object.assign({}, ...pages.map(({ given }) => given?.(root)));
    mkdirSync(folder);
  }

  /** Gives the commands that set a project up, as they are printed. */
  setUp() {
    this.source.configure(this.folder);
    for (const { command } of this.steps.filter(({ kind }) => kind === 'command')) {
      if (SETTING_UP.test(command)) run(command, [], { cwd: this.folder, shell: true });
    }
  }

  /** Compiles the pages' files under each way of resolving imports; what stays is for a Node without TypeScript. */
  compile() {
    const sources = join(this.folder, 'sources');
    mkdirSync(sources);
    this.linkProject(sources);
    const files = this.steps.filter(({ kind, name }) => kind === 'file' && name.endsWith('.ts'));
    for (const { name, source } of files) appendFileSync(join(sources, name), source);
    for (const resolution of RESOLUTIONS) {
      const options = { ...compilerOptions, ...resolution, outDir: '../compiled' };
      writeFileSync(join(sources, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
      run(process.execPath, [tsc, '--project', '.'], { cwd: sources });
    }
    // A test runner takes TypeScript as it is, and would run these twice.
    const programs = files.filter(({ name }) => !name.endsWith('.test.ts'));
    this.compiled = programs.map(({ name }) => name.replace(/\.ts$/, '.js'));
  }

  /** Does all that the pages say, with one Node, in a folder of its own. */
  async runOn({ binary, version }) {
    const folder = join(this.folder, `node-${version}`);
    mkdirSync(folder);
    this.linkProject(folder);
    writeGiven(folder, this.given);
    const takesTypes = isAtLeast(version, FIRST_WITH_TYPES);
    if (!takesTypes) {
      for (const name of new Set(this.compiled)) copyFileSync(join(this.folder, 'compiled', name), join(folder, name));
    }
    const instead = (command) => {
      if (SETTING_UP.test(command)) return undefined;
      return takesTypes ? command : command.replace(/^(node .*)\.ts$/, '$1.js');
    };
    const env = { ...process.env, NO_COLOR: '1', PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
    await runPage(this.steps, { folder, env, instead });
  }

  /** Makes a folder one of the project, with what is installed there. */
  linkProject(folder) {
    copyFileSync(join(this.folder, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(this.folder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }
}

function isAtLeast(version, [major, minor]) {
  const [ofMajor, ofMinor] = version.split('.').map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}

/** Pages that go on in the folder of another, behind it. @returns {Page[][]} */
export function pagesByFolder(pages) {
  return pages.filter(({ follows, commandsOnly }) => follows === undefined && commandsOnly !== true)
    .map((first) => [first, ...pages.filter(({ follows }) => follows === first.name)]);
}
