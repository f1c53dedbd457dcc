import { rmSync } from 'node:fs';
import type { PluginKind } from '@oneday/backend-xla';
import { ConfigError, InvalidInputError } from '@oneday/core';
import { Option } from 'commander';
import type { Command } from 'commander';
import { exitCodes } from '../../exit-code.ts';
import type { ExitCode } from '../../exit-code.ts';
import { formatBytes } from '../../format.ts';
import { fromPackage } from '../../from-package.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import { chooseWheels, installWheels } from '../../setup/install-wheels.ts';
import { cudaVersionFor, findNvidiaDriver } from '../../setup/nvidia-driver.ts';
import { xlaPackages } from '../../setup/xla-packages.ts';
import { warn } from '../../warn.ts';

interface SetupXlaOptions {
  readonly cuda?: '12' | '13';
  readonly cpu?: boolean;
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
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
  const folder = pluginFolder(kind);
  const output = openOutput(options.json);
  if (options.remove === true) {
    for (const path of [folder, `${folder}.wheels`, `${folder}.next`]) rmSync(path, { recursive: true, force: true });
    output.result({ kind, folder, removed: true }, [`removed ${folder}`]);
    return exitCodes.done;
  }
  if (options.dryRun !== true) makePluginsFolder();
  const wheels = await chooseWheels(xlaPackages[kind]);
  const bytes = wheels.reduce((sum, { file }) => sum + (file.bytes ?? 0), 0);
  const packages = `${wheels.length} ${wheels.length === 1 ? 'package' : 'packages'}`;
  output.line(`${kind}: ${packages}, ${formatBytes(bytes)} to fetch`);
  for (const { name, file } of wheels) output.line(`  ${name} ${file.version}, ${formatBytes(file.bytes ?? 0)}`);
  const versions = Object.fromEntries(wheels.map(({ name, file }) => [name, file.version]));
  if (options.dryRun === true) {
    output.result({ kind, folder, bytes, versions, fetched: false }, [`into ${folder}`]);
    return exitCodes.done;
  }
  using progress = openProgress(output);
  await installWheels(wheels, folder, (what, have, total) => progress.report(total === 0 ? 0 : have / total, what));
  await using backend = await xla({ kind, warn });
  const device = backend.device.description;
  output.result({ kind, folder, bytes, versions, device, fetched: true }, [`works: ${device}; in ${folder}`]);
  return exitCodes.done;
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
