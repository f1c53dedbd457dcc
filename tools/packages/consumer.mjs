import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { parseReadme } from './readme.mjs';
import { run } from './run.mjs';

const require = createRequire(import.meta.url);
const tsc = require.resolve('typescript/bin/tsc');
const typeRoots = dirname(dirname(require.resolve('@types/node/package.json')));

/** How TypeScript projects of Node and of bundlers resolve what they import. */
const RESOLUTIONS = { node16: 'node16', bundler: 'esnext' };

/** Entries that only a test runner can load. */
const INSIDE_A_RUNNER = ['@oneday/testkit/conformance'];

/** What a backend says where a library that is no npm package was not fetched. */
const NOT_SET_UP = /^.*run `oneday setup .*$/m;

/**
 * @typedef {object} Installed what `npm install <package>` brings into an empty project
 * @property {readonly string[]} ours names of our packages, itself included
 * @property {readonly string[]} others names of packages from others
 * @property {number} bytes of all files
 */

/** A project outside the workspace that installs packages as a user would. */
export class Consumer {
  /**
   * @param {string} folder a folder to make
   * @param {import('./pack.mjs').Packed} packed the package that it is about
   * @param {import('./sources.mjs').Source} source where it and what it depends on come from
   */
  constructor(folder, packed, source) {
    this.folder = folder;
    this.packed = packed;
    this.source = source;
    this.readme = parseReadme(readFileSync(join(packed.folder, 'README.md'), 'utf8'));
    mkdirSync(folder);
  }

  /** Installs the package and nothing else. @returns {Installed} */
  installAlone() {
    this.source.install(this.folder, [this.packed.name]);
    const modules = join(this.folder, 'node_modules');
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
    const names = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ''));
    const files = readdirSync(modules, { recursive: true }).map((path) => statSync(join(modules, path)));
    return {
      ours: names.filter((name) => this.source.names.has(name)),
      others: names.filter((name) => !this.source.names.has(name)),
      bytes: files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0),
    };
  }

  /** Installs what the README says. */
  installAsInReadme() {
    this.source.install(this.folder, this.readme.installs);
  }

  /** Every entry of the package is imported. */
  importEntries({ binary }) {
    const imports = this.entries().map((entry) => `await import('${entry}');`).join('');
    run(binary, ['--input-type=module', '--eval', imports], { cwd: this.folder });
  }

  /** The declarations of every entry compile, those of dependencies included. */
  checkDeclarations() {
    this.compile('declarations', this.entries().map((entry, i) => `export * as entry${i} from '${entry}';\n`).join(''));
  }

  /** The README's program compiles, under each way of resolving imports. */
  compileProgram() {
    if (this.readme.program !== undefined) this.compile('program', this.readme.program);
  }

  /**
   * The README's program prints what the README says, and its commands succeed.
   *
   * @returns {string | undefined} why the program was not run, where it needs a library that is not on this machine
   */
  runReadme({ binary, version }) {
    const folder = join(this.folder, `node-${version}`);
    mkdirSync(folder);
    symlinkSync(join(this.folder, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const reason = this.readme.program === undefined ? undefined : this.runProgram(binary, folder);
    const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
    for (const command of this.readme.commands) run(command, [], { cwd: folder, env, shell: true });
    return reason;
  }

  runProgram(binary, folder) {
    let printed;
    try {
      printed = run(binary, [join(this.folder, 'program.js')], { cwd: folder });
    } catch (error) {
      const reason = NOT_SET_UP.exec(error.message)?.[0].trim();
      if (reason === undefined) throw error;
      return reason;
    }
    const { output } = this.readme;
    if (printed.trimEnd() === output.trimEnd()) return undefined;
    throw new Error(`the README says that its program prints\n${output}\nbut it printed\n${printed}`);
  }

  entries() {
    const { name, manifest } = this.packed;
    return Object.keys(manifest.exports).map((entry) => name + entry.slice(1))
      .filter((entry) => !INSIDE_A_RUNNER.includes(entry));
  }

  /** Compiles one file as a strict project would; the compiled program is that of the last resolution. */
  compile(name, source) {
    writeFileSync(join(this.folder, `${name}.ts`), source);
    for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
      const compilerOptions = {
        module, moduleResolution, target: 'es2022', strict: true, skipLibCheck: false,
        types: ['node'], typeRoots: [typeRoots],
      };
      const project = join(this.folder, `tsconfig.${moduleResolution}.json`);
      writeFileSync(project, JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
      run(process.execPath, [tsc, '--project', project], { cwd: this.folder });
    }
  }
}
