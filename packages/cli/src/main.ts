import { outliveReaders } from './closed-output.ts';
import { runCommand } from './run-command.ts';

outliveReaders();
process.exitCode = await runCommand(process.argv.slice(2));
