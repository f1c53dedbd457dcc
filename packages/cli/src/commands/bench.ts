import { InvalidInputError } from '@oneday/core';
import { applySettings, findRecipe } from '@oneday/recipes';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { measureSteps } from '../bench/measure-steps.ts';
import { formatMilliseconds, formatSeconds } from '../format.ts';
import { addDeviceOptions, collect, positiveNumber } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import { addBenchTokenizer } from './bench-tokenizer.ts';

interface BenchStepOptions extends DeviceOptions {
  readonly recipe: string;
  readonly seconds: number;
  readonly set?: readonly string[];
  readonly json?: boolean;
}

/** Adds `oneday bench` with `step` and `tokenizer`. */
export function addBench(program: Command): void {
  const bench = program.command('bench')
    .description('Measures this machine.')
    .addHelpText('after', '\nExample:\n  $ oneday bench step --recipe char-gpt --seconds 5\n');
  const step = bench.command('step')
    .description('Times whole training steps of a recipe on synthetic tokens.')
    .requiredOption('--recipe <name>', 'recipe whose step is timed')
    .option('--seconds <number>', 'how long to measure, after a warm-up', positiveNumber, 8)
    .option('--set <path=value>', 'change a number of the recipe; may be repeated', collect)
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ oneday bench step --recipe char-gpt --threads 2 --json\n')
    .action(benchStep);
  addDeviceOptions(step);
  addBenchTokenizer(bench);
}

async function benchStep(options: BenchStepOptions): Promise<void> {
  const recipe = applySettings(findRecipe(options.recipe).make({ text: ['synthetic tokens'] }), options.set ?? []);
  if (recipe.kind !== 'char-gpt') {
    const next = 'it times its steps when it is trained; bench char-gpt';
    throw new InvalidInputError(`bench step: the size of ${recipe.kind} follows from the speed; ${next}`);
  }
  await using backend = await openBackend(options.backend, options);
  const output = openOutput(options.json);
  const { description, threads } = backend.device;
  output.line(`training steps of ${options.recipe} on ${backend.name} (${description}), ${options.seconds} s`);
  const times = await measureSteps(backend, recipe, options.seconds);
  const { steps, secondsPerStep, medianSecondsPerStep, compileSeconds } = times;
  const object = {
    recipe: options.recipe, backend: backend.name, device: description, threads, node: process.version, ...times,
  };
  output.result(object, [
    `${formatMilliseconds(secondsPerStep)} a step at best, median ${formatMilliseconds(medianSecondsPerStep)}, ` +
    `over ${steps} steps; prepared in ${formatSeconds(compileSeconds)}`,
  ]);
}
