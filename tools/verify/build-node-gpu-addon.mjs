// Fetches TensorFlow and builds the addon that tests of node-gpu run on, unless it is there: what `oneday setup
// node-gpu --cpu` does, before anything is built. Run with `--conditions=@oneday/source` on a Node that strips types.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addonFolder, addonName } from '../../packages/backend-node-gpu/src/addon-folder.ts';
import { buildAddon, findCompiler } from '../../packages/cli/src/setup/build-addon.ts';
import { chooseWheels, installWheels, installedVersions } from '../../packages/cli/src/setup/install-wheels.ts';
import { isOfNodeGpu, nodeGpuPackages } from '../../packages/cli/src/setup/node-gpu-packages.ts';
import { hasApt, runAsRoot } from './as-root.mjs';

const folder = addonFolder('cpu');
const addon = join(folder, addonName);
const [{ name, version }] = nodeGpuPackages.cpu;

/** Installs a compiler where there is none and apt has one. */
function installCompiler() {
  try {
    findCompiler();
  } catch (error) {
    if (!hasApt()) throw error;
    runAsRoot([['apt-get', 'update'], ['apt-get', 'install', '--yes', '--no-install-recommends', 'g++']]);
    findCompiler();
  }
}

try {
  if (installedVersions(folder)[name] !== version || !existsSync(addon)) {
    installCompiler();
    await installWheels(await chooseWheels(nodeGpuPackages.cpu), folder, {
      accepts: isOfNodeGpu, finish: (next) => buildAddon(next, join(next, addonName)),
    });
  }
  console.log(`TensorFlow ${version} for node-gpu in ${folder}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
