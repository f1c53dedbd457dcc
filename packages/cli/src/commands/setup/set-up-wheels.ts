/** What all commands that set a backend up do: say what is fetched, fetch it, and try it. */
import { rmSync } from 'node:fs';
import type { Backend } from '@oneday/ops';
import { exitCodes } from '../../exit-code.ts';
import type { ExitCode } from '../../exit-code.ts';
import { formatBytes } from '../../format.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import { chooseWheels, installWheels } from '../../setup/install-wheels.ts';
import type { WheelUse } from '../../setup/install-wheels.ts';
import type { Requirement } from '../../setup/wheels.ts';

/** What is set up. */
export interface WheelSetup extends WheelUse {
  /** For messages. */
  readonly kind: string;
  /** What the wheels are unpacked into. */
  readonly folder: string;
  readonly requirements: readonly Requirement[];
  /** What is needed besides wheels, a line each. */
  readonly besides?: readonly string[];
  /** Checks what can be checked before anything is fetched. */
  prepare?(): void;
  /** Opens the backend that was set up. */
  open(): Promise<Backend>;
}

/** Options that all these commands have. */
export interface WheelSetupOptions {
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
}

/** Fetches the wheels, or says what they are, or removes what they left. */
export async function setUpWheels(setup: WheelSetup, options: WheelSetupOptions): Promise<ExitCode> {
  const { kind, folder, requirements, besides = [] } = setup;
  const output = openOutput(options.json);
  if (options.remove === true) {
    for (const path of [folder, `${folder}.wheels`, `${folder}.next`]) rmSync(path, { recursive: true, force: true });
    output.result({ kind, folder, removed: true }, [`removed ${folder}`]);
    return exitCodes.done;
  }
  if (options.dryRun !== true) setup.prepare?.();
  const wheels = await chooseWheels(requirements);
  const bytes = wheels.reduce((sum, { file }) => sum + (file.bytes ?? 0), 0);
  const packages = `${wheels.length} ${wheels.length === 1 ? 'package' : 'packages'}`;
  output.line(`${kind}: ${packages}, ${formatBytes(bytes)} to fetch`);
  for (const { name, file } of wheels) output.line(`  ${name} ${file.version}, ${formatBytes(file.bytes ?? 0)}`);
  for (const line of besides) output.line(`  ${line}`);
  const versions = Object.fromEntries(wheels.map(({ name, file }) => [name, file.version]));
  if (options.dryRun === true) {
    output.result({ kind, folder, bytes, versions, fetched: false }, [`into ${folder}`]);
    return exitCodes.done;
  }
  using progress = openProgress(output);
  await installWheels(wheels, folder, {
    ...setup, onProgress: (what, have, total) => progress.report(total === 0 ? 0 : have / total, what),
  });
  await using backend = await setup.open();
  const device = backend.device.description;
  output.result({ kind, folder, bytes, versions, device, fetched: true }, [`works: ${device}; in ${folder}`]);
  return exitCodes.done;
}
