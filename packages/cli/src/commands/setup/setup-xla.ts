import type { PluginKind } from '@oneday/backend-xla';
import { ConfigError, InvalidInputError } from '@oneday/core';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { ExitCode } from '../../exit-code.ts';
import { fromPackage } from '../../from-package.ts';
import { cudaVersionFor, findNvidiaDriver } from '../../setup/nvidia-driver.ts';
import { xlaPackages } from '../../setup/xla-packages.ts';
import { warn } from '../../warn.ts';
import { setUpWheels } from './set-up-wheels.ts';
import type { WheelSetupOptions } from './set-up-wheels.ts';

interface SetupXlaOptions extends WheelSetupOptions {
  readonly cuda?: '12' | '13';
  readonly cpu?: boolean;
}

/** Adds `oneday setup xla`. */
export function addSetupXla(setup: Command, setExitCode: (code: ExitCode) => void): void {
  setup.command('xla')
    .description('Fetches an XLA plugin, and the libraries it loads, from the Python package index of this machine. '
      + 'Needs no Python. Says what it will fetch, and goes on where it was stopped.')
    .addOption(new Option('--cuda <version>', 'for NVIDIA cards (default: what driver and card can)')
      .choices(['12', '13']))
    .option('--cpu', 'for the processor: for trying things out; the cpu backend is faster there')
    .option('--dry-run', 'say what would be fetched, and fetch nothing')
    .option('--remove', 'remove what was fetched')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ oneday setup xla\n  $ oneday setup xla --cpu\n')
    .action(async (options: SetupXlaOptions) => setExitCode(await setupXla(options)));
}

async function setupXla(options: SetupXlaOptions): Promise<ExitCode> {
  const kind = chooseKind(options);
  const { makePluginsFolder, pluginFolder, xla } = await fromPackage(
    '@oneday/backend-xla', () => import('@oneday/backend-xla'),
  );
  const setup = {
    kind, folder: pluginFolder(kind), requirements: xlaPackages[kind], prepare: makePluginsFolder,
    open: () => xla({ kind, warn }),
  };
  return setUpWheels(setup, options);
}

function chooseKind({ cuda, cpu }: SetupXlaOptions): PluginKind {
  if (cpu === true && cuda !== undefined) throw new ConfigError('setup xla: --cpu and --cuda exclude each other');
  if (cpu === true) return 'cpu';
  if (cuda !== undefined) return cuda === '12' ? 'cuda12' : 'cuda13';
  const driver = findNvidiaDriver();
  if (driver === undefined) {
    throw new InvalidInputError(
      'setup xla: no NVIDIA driver with a card answers (nvidia-smi); install the driver, or use --cpu or --cuda 12|13',
    );
  }
  return cudaVersionFor(driver) === 12 ? 'cuda12' : 'cuda13';
}
