import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** The oldest Node that the packages promise to run on, and the newest of each later line, as npm packages. */
const VERSIONS = ['20.19.0', '22.23.3', '24.21.0', '26.10.0'];

/** What npm packages call the platforms on which they bring Node. */
const PLATFORM_NAMES = { win32: 'win' };

/** The Node that runs this. */
export const thisNode = { version: process.versions.node, binary: process.execPath };

/**
 * Fetches Node in several versions from the registry.
 *
 * @returns {{ version: string, binary: string }[]}
 */
export function fetchNodes(folder) {
  mkdirSync(folder);
  const platform = `node-${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  // Each alias is a folder of its own, so that the versions do not replace each other.
  const aliases = VERSIONS.map((version) => `node-${version}@npm:${platform}@${version}`);
  run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', ...aliases], { cwd: folder });
  return VERSIONS.map((version) => {
    const installed = join(folder, 'node_modules', `node-${version}`);
    const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    return { version, binary: join(installed, bin.node) };
  });
}
