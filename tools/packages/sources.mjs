import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * @typedef {object} Source where a project outside the workspace gets our packages from
 * @property {ReadonlySet<string>} names of our packages
 * @property {(folder: string, specs: readonly string[]) => void} install installs `name` or `name@range`, and nothing
 *   else, as `npm install` with these arguments would
 */

const NPM_ARGUMENTS = ['install', '--no-audit', '--no-fund', '--loglevel=error'];

/** Packed files, which also take the place of what they depend on. @returns {Source} */
export function fromTarballs(packages) {
  const tarballs = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  return {
    names: new Set(Object.keys(tarballs)),
    install(folder, specs) {
      const dependencies = Object.fromEntries(specs.map(splitSpec).map(([name, range]) => (
        [name, tarballs[name] ?? range]
      )));
      // npm wants no override of what is a dependency itself.
      const overrides = Object.fromEntries(Object.entries(tarballs).filter(([name]) => !(name in dependencies)));
      writeManifest(folder, { dependencies, overrides });
      run('npm', [...NPM_ARGUMENTS, '--prefer-offline'], { cwd: folder });
    },
  };
}

/**
 * A registry that has our packages; all others come from the one that npm is configured for.
 *
 * @param {string} url of the registry
 * @param {string} cache a folder for npm's cache, so that nothing comes out of the user's
 * @returns {Source & { configure: (folder: string) => void }} `configure` makes npm in a folder ask that registry
 */
export function fromRegistry(url, packages, cache) {
  const configure = (folder) => (
    writeFileSync(join(folder, '.npmrc'), `@oneday:registry=${url}\ncache=${cache}\naudit=false\nfund=false\n`)
  );
  return {
    names: new Set(packages.map(({ name }) => name)),
    configure,
    install(folder, specs) {
      if (!existsSync(join(folder, 'package.json'))) writeManifest(folder, {});
      configure(folder);
      run('npm', [...NPM_ARGUMENTS, ...specs], { cwd: folder });
    },
  };
}

function writeManifest(folder, content) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', ...content }));
}

/** The name and the range of `name@range`; a name may begin with `@`. */
function splitSpec(spec) {
  const at = spec.indexOf('@', 1);
  return at < 0 ? [spec, '*'] : [spec.slice(0, at), spec.slice(at + 1)];
}
