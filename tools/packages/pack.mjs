import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Packed what the registry would be given of one package
 * @property {string} name
 * @property {string} folder where it was packed
 * @property {object} manifest its package.json
 * @property {string} tarball path of the packed file
 * @property {readonly string[]} files paths in it, with `/`
 * @property {number} packedBytes
 * @property {number} unpackedBytes without its change log, which only grows
 */

/** The folders of all packages that are published. */
export function packageFolders(root) {
  const packages = join(root, 'packages');
  return readdirSync(packages).map((name) => join(packages, name)).filter((folder) => {
    const manifest = join(folder, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).private !== true;
  });
}

/** Packs folders as `npm publish` would. @returns {Packed[]} */
export function pack(folders, destination) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination, ...folders];
  const { status, stdout, stderr } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  const entries = new Map(JSON.parse(stdout).map((entry) => [entry.name, entry]));
  return folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, filename, files, size, unpackedSize } = entries.get(manifest.name);
    return {
      name,
      folder,
      manifest,
      tarball: join(destination, filename),
      files: files.map(({ path }) => path),
      packedBytes: size,
      unpackedBytes: unpackedSize - sizeOf(files, 'CHANGELOG.md'),
    };
  });
}

/** The bytes of a packed file; 0 where it is not there, as a change log before the first release. */
function sizeOf(files, name) {
  return files.find(({ path }) => path === name)?.size ?? 0;
}
