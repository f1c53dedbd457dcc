import type { Command } from 'commander';
import type { ExitCode } from '../../exit-code.ts';
import { addSetupNodeGpu } from './setup-node-gpu.ts';
import { addSetupXla } from './setup-xla.ts';

/** Adds `oneday setup`. */
export function addSetup(program: Command, setExitCode: (code: ExitCode) => void): void {
  const setup = program.command('setup')
    .description('Fetches what a backend needs beside this package.')
    .addHelpText('after', '\nExample:\n  $ oneday setup xla --cpu\n');
  addSetupNodeGpu(setup, setExitCode);
  addSetupXla(setup, setExitCode);
}
