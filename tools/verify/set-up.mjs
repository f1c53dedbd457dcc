import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OLDEST_NODE = [20, 19];

/** Throws when this Node is older than what the packages support. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(`verify: needs Node ${OLDEST_NODE.join('.')} or newer; got ${version}. Install a newer Node.`);
  }
}

/**
 * Whether `node_modules` lacks something that the lock file names, or holds it in another version. Optional packages
 * (binaries of other platforms) may be absent.
 */
export function dependenciesAreStale(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return true;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).some(([path, { version, link, optional }]) => {
    if (!path.startsWith('node_modules/') || (optional && !installed[path])) return false;
    return !installed[path] || (!link && installed[path].version !== version);
  });
}

/** Whether what is fetched for tests exists for this platform; elsewhere these tests are skipped. */
function isFetched() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** Runs a script of this folder on the Node of the dependencies: the one that runs this may be too old for types. */
function runScript(root, name) {
  const node = join(root, 'node_modules', '.bin', 'node');
  const script = join(root, 'tools', 'verify', name);
  return spawnSync(node, ['--conditions=@oneday/source', script], { stdio: 'inherit' }).status === 0;
}

/** Fetches the XLA plugin for processors. @returns whether it is there, or is not needed */
export function fetchXlaPlugin(root) {
  return !isFetched() || runScript(root, 'fetch-xla-plugin.mjs');
}

/**
 * Fetches TensorFlow for processors, and builds the addon of `node-gpu` against it, with a compiler that is installed
 * where apt can. @returns whether it is there, or is not needed
 */
export function buildNodeGpuAddon(root) {
  return !isFetched() || runScript(root, 'build-node-gpu-addon.mjs');
}

/**
 * Installs the browser that tests of the page are run in, unless there is one; without apt these tests are skipped.
 *
 * @returns whether it is there, or cannot be
 */
export function installChromium(root) {
  return runScript(root, 'install-chromium.mjs');
}
