/** How the pages of the documentation are run in this workspace: with its packages as they are built, offline. */
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Makes a folder one in which the workspace's packages are found as if they were installed. */
export function linkModules(root, folder) {
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  symlinkSync(fileURLToPath(new URL('node_modules', root)), join(folder, 'node_modules'), 'junction');
}

/** The environment of commands; of this process's, without what vitest has put there. */
export function commandEnvironment(root) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV|FORCE_COLOR|TEST$)/.test(name));
  const binaries = fileURLToPath(new URL('node_modules/.bin', root));
  const path = [dirname(process.execPath), binaries, process.env.PATH].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path, NO_COLOR: '1' };
}

/**
 * What a command is here: a project is not set up and nothing is installed, but what is named must be there.
 *
 * @throws where a package is not
 */
export function inWorkspace(root, python) {
  return (command) => {
    if (/^(?:pip install|npm init|npm pkg) /.test(command)) return undefined;
    if (command.startsWith('npm install ')) {
      const names = command.split(' ').slice(2).map((spec) => spec.replace(/(?<=.)@[^/]*$/, ''));
      const missing = names.filter((name) => !existsSync(new URL(`node_modules/${name}`, root)));
      if (missing.length > 0) throw new Error(`\`${command}\` names what is not here: ${missing.join(', ')}`);
      return undefined;
    }
    return command.replace(/(^|&& )npx /g, '$1').replace(/^python /, `${python} `);
  };
}
