import type { Command } from 'commander';
import type { ExitCode } from '../../exit-code.ts';
import { addDataInspect } from './inspect.ts';
import { addDataMerge } from './merge.ts';
import { addDataPrepare } from './prepare.ts';

/** Adds `oneday data` with its commands. */
export function addData(program: Command, setExitCode: (code: ExitCode) => void): void {
  const command = program.command('data')
    .description('Turns texts of any size into tokens in files, which runs learn.')
    .addHelpText('after', `
Example:
  $ oneday data prepare --tokenizer tokenizer.json --out prepared --held-out 'test/*.txt' 'books/**/*.txt'
`);
  addDataPrepare(command, setExitCode);
  addDataMerge(command, setExitCode);
  addDataInspect(command);
}
