import { quickstart as quickstartRecipe } from '@oneday/recipes';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { tellingOfCompilation } from '../compile-progress.ts';
import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { addDeviceOptions, duration, integer } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import { writeReport } from '../report/write-report.ts';
import { drawSample } from '../training/draw-sample.ts';
import { prepareNewRun } from '../training/prepare-training.ts';
import { runTraining } from '../training/run-training.ts';
import { comparisonsOf, describePrepared, outcomeLines, outcomeRecord } from '../training/training-summary.ts';

interface QuickstartOptions extends DeviceOptions {
  readonly text?: readonly string[];
  readonly budget?: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Long enough for a model that writes words; with installing and building, five minutes in all. */
const DEFAULT_BUDGET_SECONDS = 120;

/** Adds `oneday quickstart`. */
export function addQuickstart(program: Command, setExitCode: (code: ExitCode) => void): void {
  const command = program.command('quickstart')
    .description('Trains a small GPT from scratch on real text in minutes, scores it and lets it write.')
    .option('--text <files...>', 'UTF-8 texts (default: the documentation of the packages installed here)')
    .option('--budget <time>', 'time to train for, e.g. 90s or 5m (default: 2m)', duration)
    .option('--seed <number>', 'names the split, initial values, the order of the data and the sample', integer(0), 1)
    .option('--out <folder>', 'run folder, which must not exist (default: runs/quickstart, numbered)')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Held-out text is scored in bits per byte, beside a model of single bytes and gzip -9 on the same text.

Example:
  $ oneday quickstart --text 'notes/**/*.md' --budget 5m
`)
    .action(async (options: QuickstartOptions) => setExitCode(await quickstart(options)));
  addDeviceOptions(command);
}

async function quickstart(quickstartOptions: QuickstartOptions): Promise<ExitCode> {
  const { text = [], budget: budgetSeconds = DEFAULT_BUDGET_SECONDS, seed, out, ...options } = quickstartOptions;
  const recipe = quickstartRecipe({ text, budgetSeconds });
  await using backend = await openBackend(options.backend, options);
  const output = openOutput(options.json);
  const device = { backend: tellingOfCompilation(backend, output), output };
  output.line('reading text, measuring this device and training a tokenizer');
  const found = await prepareNewRun(out, { recipe, seed }, device);
  if (found === undefined) return exitCodes.interrupted;
  const { training } = found;
  using folder = found.folder;
  await using prepared = training.prepared;
  output.line(`run folder ${folder.path}`);
  output.line(describePrepared(prepared));
  const outcome = await runTraining(folder, training);
  const sample = await drawSample(training, outcome);
  const report = await writeReport(folder.path, {
    title: `quickstart, seed ${seed}`,
    comparisons: comparisonsOf(outcome.result),
    samples: sample === undefined ? [] : [sample],
  });
  output.result({ ...outcomeRecord(folder, training, outcome), sample: sample?.text, report }, [
    ...outcomeLines(folder, training, outcome),
    ...(sample === undefined ? [] : ['', `a sample (${sample.note}):`, sample.text, '']),
    `report in ${report}`,
    `more of it: npx oneday generate --run ${folder.path} --prompt 'How to'`,
  ]);
  return outcome.result.stopped ? exitCodes.interrupted : exitCodes.done;
}
