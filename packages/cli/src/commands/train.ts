import { folderStore } from '@oneday/checkpoint/node';
import type { Backend } from '@oneday/ops';
import { applySettings, findRecipe, recipes, startRecipe } from '@oneday/recipes';
import type { PreparedRecipe, RecipeResult } from '@oneday/recipes';
import { readRecipe } from '@oneday/recipes/node';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { formatMilliseconds, formatSeconds } from '../format.ts';
import { onInterrupt } from '../interrupt.ts';
import { addDeviceOptions, collect, integer } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import type { Output } from '../output.ts';
import { runConfig } from '../run-config.ts';
import { RunFolder } from '../run-folder.ts';
import { trainReporter } from '../train-reporter.ts';

interface TrainCommandOptions extends DeviceOptions {
  readonly text: string;
  readonly seed: number;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** What is told of a finished run. */
interface TrainSummary extends Omit<RecipeResult, 'parameters' | 'tokenizer' | 'evaluation'> {
  /** Mean over the steps, without evaluation and saving. */
  readonly secondsPerStep: number;
  /** The folder of the last checkpoint; absent when the run was stopped before its first step. */
  readonly checkpoint?: string;
}

/** Adds `oneday train`. */
export function addTrain(program: Command, setExitCode: (code: ExitCode) => void): void {
  const command = program.command('train')
    .description('Trains a recipe\'s model and keeps the run in a folder.')
    .argument('<recipe>', recipes.map(({ name, description }) => `${name}: ${description}`).join('; '))
    .requiredOption('--text <file>', 'UTF-8 text to learn')
    .option('--seed <number>', 'names initial values and the order of the data', integer(0), 1)
    .option('--set <path=value>', 'change a number of the recipe; may be repeated', collect)
    .option('--out <folder>', 'run folder, which must not exist (default: runs/<recipe>, numbered)')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Ctrl-C ends the run after the step under way; it is evaluated and saved.

Example:
  $ oneday train char-gpt --text shakespeare.txt --set training.steps=500 --set model.layers=2
`)
    .action(async (name: string, options: TrainCommandOptions) => setExitCode(await train(name, options)));
  addDeviceOptions(command);
}

async function train(name: string, options: TrainCommandOptions): Promise<ExitCode> {
  const recipe = applySettings(findRecipe(name).make(options.text), options.set ?? []);
  const prepared = await readRecipe(recipe);
  await using backend = await openBackend(options.backend, options);
  using folder = RunFolder.create(options.out, name);
  const output = openOutput(options.json);
  output.line(`run folder ${folder.path}`);
  const { seed } = options;
  const result = await trainInto(folder, { prepared, backend, seed, output });
  const { description: device } = backend.device;
  output.result(
    { recipe: name, backend: backend.name, device, seed, ...prepared.corpus, ...result, runFolder: folder.path },
    summaryOf(result),
  );
  return result.stopped ? exitCodes.interrupted : exitCodes.done;
}

interface TrainInto {
  readonly prepared: PreparedRecipe;
  readonly backend: Backend;
  readonly seed: number;
  readonly output: Output;
}

async function trainInto(folder: RunFolder, { prepared, backend, seed, output }: TrainInto): Promise<TrainSummary> {
  const writeConfig = () => folder.writeConfig(runConfig(prepared, backend, seed));
  writeConfig();
  folder.writeTokenizer(prepared.tokenizer.toJSON());
  using reporter = trainReporter(output);
  const run = startRecipe(prepared, { backend, seed, store: folderStore(folder.path) });
  const stepTimes: number[] = [];
  let savedStep: number | undefined;
  run.events$.subscribe((event) => {
    folder.addEvent(event);
    reporter.report(event);
    if (event.kind === 'step') stepTimes.push(event.seconds);
    if (event.kind === 'saved') savedStep = event.step;
  });
  const releaseSignals = onInterrupt(() => {
    output.line('interrupted: ending after this step; interrupt again to leave at once');
    run.stop();
  });
  const result = await run.done.finally(releaseSignals);
  // Now that every program has been prepared, the kernel choices are complete.
  writeConfig();
  const secondsPerStep = stepTimes.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, stepTimes.length);
  const checkpoint = savedStep === undefined ? {} : { checkpoint: folder.checkpointPath(savedStep) };
  const { steps, stopped, earlyStopped, skippedSteps, spikes, tokens, seconds } = result;
  const { loss, valLoss, bitsPerByte, valAccuracy } = result;
  const scores = { loss, valLoss, bitsPerByte, valAccuracy };
  const counts = { steps, stopped, earlyStopped, skippedSteps, spikes };
  return { ...counts, ...scores, tokens, seconds, secondsPerStep, ...checkpoint };
}

function summaryOf(summary: TrainSummary): string[] {
  const { steps, stopped, valLoss, bitsPerByte, valAccuracy, seconds, secondsPerStep, checkpoint } = summary;
  return [
    `${stopped ? 'stopped' : 'done'} after ${steps} steps in ${formatSeconds(seconds)}, ` +
    `${formatMilliseconds(secondsPerStep)} a step`,
    `validation loss ${valLoss.toFixed(4)} nats, ${bitsPerByte.toFixed(4)} bits per byte, ` +
    `${(100 * valAccuracy).toFixed(1)} % of characters right`,
    ...(checkpoint === undefined ? [] : [`parameters in ${checkpoint}`]),
  ];
}
