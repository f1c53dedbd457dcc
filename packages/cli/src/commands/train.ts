import { recipes } from '@oneday/recipes';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { tellingOfCompilation } from '../compile-progress.ts';
import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { addDeviceOptions, collect, duration, integer } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import { writeReport } from '../report/write-report.ts';
import { readRunRecord } from '../trained-run/run-record.ts';
import { prepareNewRun, prepareResumedRun } from '../training/prepare-training.ts';
import { runTraining } from '../training/run-training.ts';
import { checkResumeRequest, planNewRun } from '../training/training-plan.ts';
import type { TrainingRequest } from '../training/training-plan.ts';
import { comparisonsOf, describePrepared, outcomeLines, outcomeRecord } from '../training/training-summary.ts';

interface TrainOptions extends DeviceOptions, TrainingRequest {
  readonly json?: boolean;
}

/** Adds `oneday train`. */
export function addTrain(program: Command, setExitCode: (code: ExitCode) => void): void {
  const command = program.command('train')
    .description('Trains a recipe\'s model and keeps the run in a folder.')
    .argument('[recipe]', recipes.map(({ name, description }) => `${name}: ${description}`).join('; '))
    .option('--text <files...>', 'UTF-8 texts to learn: files, folders, or patterns in quotes')
    .option('--data <folder>', 'learn data that oneday data prepare made, instead of texts')
    .option('--budget <time>', 'time to train for, e.g. 90s, 2m or 24h, where the recipe takes one', duration)
    .option('--seed <number>', 'names initial values and the order of the data (default: 1)', integer(0))
    .option('--set <path=value>', 'change a number of the recipe; may be repeated', collect)
    .option('--out <folder>', 'run folder, which must not exist (default: runs/<recipe>, numbered)')
    .option('--resume <run>', 'go on with a run folder from its latest whole checkpoint')
    .option('--replay <journal>', 'repeat the run that this events.jsonl is of, with its schedule step for step')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Ctrl-C ends the run after the step under way; it is saved and evaluated, and --resume goes on with it.

Example:
  $ oneday train char-gpt --text shakespeare.txt --set training.steps=500 --set model.layers=2
  $ oneday train gpt-day --text 'books/*.txt' --budget 2h
  $ oneday train bert-day --data prepared/books --budget 24h
  $ oneday train --resume runs/gpt-day
`)
    .action(async (recipe: string | undefined, options: TrainOptions) => (
      setExitCode(await train({ ...options, recipe }))
    ));
  addDeviceOptions(command);
}

async function train(options: TrainOptions): Promise<ExitCode> {
  if (options.resume !== undefined) checkResumeRequest(options);
  const plan = options.resume === undefined ? await planNewRun(options) : undefined;
  const ranOn = options.resume === undefined ? undefined : (await readRunRecord(options.resume)).backend;
  await using backend = await openBackend(options.backend ?? ranOn, options);
  const output = openOutput(options.json);
  const device = { backend: tellingOfCompilation(backend, output), output };
  const found = plan === undefined
    ? await prepareResumedRun(options.resume!, device)
    : await prepareNewRun(options.out, plan, device);
  if (found === undefined) return exitCodes.interrupted;
  const { training } = found;
  using folder = found.folder;
  await using prepared = training.prepared;
  const { seed, resumeFrom } = training;
  output.line(`run folder ${folder.path}`);
  output.line(describePrepared(prepared));
  if (plan === undefined) output.line(`going on after step ${resumeFrom?.step ?? 0}`);
  const outcome = await runTraining(folder, training);
  const report = await writeReport(folder.path, {
    title: `${prepared.recipe.kind}, seed ${seed}`, comparisons: comparisonsOf(outcome.result),
  });
  output.result({ ...outcomeRecord(folder, training, outcome), report }, [
    ...outcomeLines(folder, training, outcome), `report in ${report}`,
  ]);
  return outcome.result.stopped ? exitCodes.interrupted : exitCodes.done;
}
