import { InvalidInputError, OnedayError } from '@oneday/core';
import { Command, CommanderError } from 'commander';
import { addBench } from './commands/bench.ts';
import { addData } from './commands/data/data.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addFillMask } from './commands/fill-mask.ts';
import { addGenerate } from './commands/generate.ts';
import { addInspect } from './commands/inspect.ts';
import { addQuickstart } from './commands/quickstart.ts';
import { addScore } from './commands/score.ts';
import { addSetup } from './commands/setup/setup.ts';
import { addTokenizer } from './commands/tokenizer/tokenizer.ts';
import { addTrain } from './commands/train.ts';
import { exitCodes } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

/**
 * Runs the command on its arguments and gives the exit code. What goes wrong becomes one line on standard error:
 * wrong usage and bad input with code 2, everything else with 1 and, where it is a surprise, a hint.
 */
export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = buildProgram((next) => (code = next));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    return report(error, args.includes('--verbose'));
  }
  return code;
}

function buildProgram(setExitCode: (code: ExitCode) => void): Command {
  const program = new Command('oneday')
    .description('Trains a language model from scratch, on one machine, in one day.')
    .version(version())
    .option('--verbose', 'print the stack of an error')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    // Commander's errors are thrown as well; `report` prints them in one line.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', '\nExample:\n  $ oneday train char-gpt --text shakespeare.txt\n');
  addQuickstart(program, setExitCode);
  addTrain(program, setExitCode);
  addGenerate(program);
  addFillMask(program);
  addEvaluate(program, setExitCode);
  addScore(program);
  addTokenizer(program);
  addData(program, setExitCode);
  addSetup(program, setExitCode);
  addDoctor(program, setExitCode);
  addBench(program);
  addInspect(program);
  return program;
}

function report(error: unknown, verbose: boolean): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    // Without a command commander has printed the help, which is the best answer to that.
    if (error.code !== 'commander.help') printError(usageLine(error));
    return exitCodes.usage;
  }
  if (verbose && error instanceof Error) console.error(error.stack);
  if (error instanceof InvalidInputError) {
    printError(error.message);
    return exitCodes.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = verbose || error instanceof OnedayError ? '' : ' (run it again with --verbose to see where)';
  printError(`${message}${hint}`);
  return exitCodes.failed;
}

/** Commander puts its suggestion on a second line. */
function usageLine({ message }: CommanderError): string {
  return message.replace(/^error: /, '');
}

function printError(message: string): void {
  console.error(`oneday: ${message.replace(/\s*\n\s*/g, ' ')}`);
}
