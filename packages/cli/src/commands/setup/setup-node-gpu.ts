import { dirname, join } from 'node:path';
import type { AddonKind } from '@oneday/backend-node-gpu';
import { InvalidInputError, showValue } from '@oneday/core';
import type { Command } from 'commander';
import type { ExitCode } from '../../exit-code.ts';
import { fromPackage } from '../../from-package.ts';
import { makeFolder } from '../../make-folder.ts';
import { buildAddon, findCompiler, sourcePackages } from '../../setup/build-addon.ts';
import { isOfNodeGpu, nodeGpuPackages } from '../../setup/node-gpu-packages.ts';
import { findNvidiaDriver } from '../../setup/nvidia-driver.ts';
import { setUpWheels } from './set-up-wheels.ts';
import type { WheelSetupOptions } from './set-up-wheels.ts';

interface SetupNodeGpuOptions extends WheelSetupOptions {
  readonly cpu?: boolean;
}

/** Adds `oneday setup node-gpu`. */
export function addSetupNodeGpu(setup: Command, setExitCode: (code: ExitCode) => void): void {
  setup.command('node-gpu')
    .description('Fetches TensorFlow, and the libraries it loads, from the Python package index of this machine, and '
      + 'builds the addon of TensorFlow.js against it. Needs Linux and a C++ compiler, and no Python. Says what it '
      + 'will fetch, and goes on where it was stopped.')
    .option('--cpu', 'for the processor: for trying things out; the cpu backend is faster there')
    .option('--dry-run', 'say what would be fetched, and fetch nothing')
    .option('--remove', 'remove what was fetched and built')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ oneday setup node-gpu\n  $ oneday setup node-gpu --cpu\n')
    .action(async (options: SetupNodeGpuOptions) => setExitCode(await setupNodeGpu(options)));
}

async function setupNodeGpu(options: SetupNodeGpuOptions): Promise<ExitCode> {
  if (process.platform !== 'linux') {
    throw new InvalidInputError(
      'setup node-gpu: builds on Linux; elsewhere install @tensorflow/tfjs-node, whose script fetches what it needs',
    );
  }
  const kind = chooseKind(options);
  const { addonFolder, addonName, nodeGpu } = await fromPackage(
    '@oneday/backend-node-gpu', () => import('@oneday/backend-node-gpu'),
  );
  const folder = addonFolder(kind);
  const setup = {
    kind,
    folder,
    requirements: nodeGpuPackages[kind],
    besides: [`${sourcePackages.join(' and ')} from the registry of npm, 0.3 MB; built with a C++ compiler`],
    prepare: () => {
      findCompiler();
      makeFolder(dirname(folder), `the cache ${showValue(dirname(folder))}`);
    },
    accepts: isOfNodeGpu,
    finish: (next: string) => buildAddon(next, join(next, addonName)),
    open: () => nodeGpu({ addon: join(folder, addonName) }),
  };
  return setUpWheels(setup, options);
}

function chooseKind({ cpu, dryRun, remove }: SetupNodeGpuOptions): AddonKind {
  if (cpu === true) return 'cpu';
  if (dryRun !== true && remove !== true && findNvidiaDriver() === undefined) {
    throw new InvalidInputError(
      'setup node-gpu: no NVIDIA driver with a card answers (nvidia-smi); install the driver, or use --cpu',
    );
  }
  return 'cuda12';
}
