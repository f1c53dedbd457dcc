import { MaskFiller } from '@oneday/inference';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { tellingOfCompilation } from '../compile-progress.ts';
import { addDeviceOptions, integer } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import { bindRun, readRun } from '../trained-run/load-run.ts';
import { requireTask } from '../trained-run/require-task.ts';
import { warn } from '../warn.ts';

interface FillMaskOptions extends DeviceOptions {
  readonly run: string;
  readonly text: string;
  readonly top: number;
  readonly json?: boolean;
}

/** Adds `oneday fill-mask`. */
export function addFillMask(program: Command): void {
  const command = program.command('fill-mask')
    .description('Fills in the [MASK] tokens of a text with the masked language model of a run.')
    .requiredOption('--run <folder>', 'run folder that oneday train bert-day made')
    .requiredOption('--text <text>', 'text with at least one [MASK]')
    .option('--top <count>', 'candidates for each mask', integer(1), 5)
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday fill-mask --run runs/bert-day --text 'The king said to [MASK] queen' --top 3
`)
    .action((options: FillMaskOptions) => fillMask(options));
  addDeviceOptions(command);
}

async function fillMask({ run: path, text, top, json, ...options }: FillMaskOptions): Promise<void> {
  const run = await readRun(path, warn);
  const { tokenizer, checkpoint: { step } } = run;
  const model = requireTask(run, 'masked');
  const output = openOutput(json);
  await using backend = await openBackend(options.backend, options);
  const telling = tellingOfCompilation(backend, output);
  const filler = new MaskFiller({ backend: telling, model, parameters: bindRun(run, backend), tokenizer });
  const filled = await filler.fill(text, top);
  const rows = filled.masks.flatMap(({ position, candidates }) => candidates.map(({ token, probability }) => (
    `token ${position}: ${JSON.stringify(token)} ${(100 * probability).toFixed(1)} %`
  )));
  output.result({ run: path, step, ...filled }, [...rows, filled.text]);
}
