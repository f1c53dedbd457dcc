import { generateText, TokenGenerator } from '@oneday/inference';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { tellingOfCompilation } from '../compile-progress.ts';
import { addDeviceOptions, integer, nonNegativeNumber, positiveShare } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import { bindRun, readRun } from '../trained-run/load-run.ts';
import { requireTask } from '../trained-run/require-task.ts';
import { separatorOf } from '../trained-run/separator.ts';
import { warn } from '../warn.ts';

interface GenerateOptions extends DeviceOptions {
  readonly run: string;
  readonly prompt: string;
  readonly tokens: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Adds `oneday generate`. */
export function addGenerate(program: Command): void {
  const command = program.command('generate')
    .description('Continues a text with the model of a run.')
    .requiredOption('--run <folder>', 'run folder that oneday train made')
    .requiredOption('--prompt <text>', 'text to continue')
    .option('--tokens <count>', 'most tokens to write', integer(1), 200)
    .option('--temperature <number>', 'logits are divided by it; 0 takes the likeliest token', nonNegativeNumber, 0.8)
    .option('--top-k <count>', 'draw only from the likeliest tokens (default: all)', integer(1))
    .option('--top-p <share>', 'draw only from the likeliest tokens that reach this probability', positiveShare, 1)
    .option('--seed <number>', 'equal seeds write equal texts', integer(0), 1)
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday generate --run runs/char-gpt --prompt 'ROMEO:' --tokens 300 --top-k 20
`)
    .action((options: GenerateOptions) => generate(options));
  addDeviceOptions(command);
}

async function generate({ run: path, json, prompt, tokens: maxNewTokens, ...options }: GenerateOptions): Promise<void> {
  const run = await readRun(path, warn);
  const { tokenizer, checkpoint: { step } } = run;
  const model = requireTask(run, 'causal');
  const output = openOutput(json);
  await using backend = await openBackend(options.backend, options);
  const telling = tellingOfCompilation(backend, output);
  using generator = await TokenGenerator.prepare({ backend: telling, model, parameters: bindRun(run, backend) });
  const { temperature, topK = Infinity, topP, seed } = options;
  const start = performance.now();
  const separator = separatorOf(tokenizer);
  // A document begins after a separator and ends before the next.
  const bounds = separator === undefined ? {} : { startId: separator, stopIds: [separator] };
  const sampling = { temperature, topK, topP, seed, maxNewTokens };
  let text = '';
  for await (const piece of generateText({ generator, tokenizer, prompt, ...sampling, ...bounds })) {
    // Not before: what is wrong with a prompt is said in a line of its own.
    output.stream.write(text === '' ? prompt + piece : piece);
    text += piece;
  }
  output.stream.write(text === '' ? `${prompt}\n` : '\n');
  const seconds = (performance.now() - start) / 1000;
  output.result({ run: path, step, prompt, text, temperature, topK: options.topK ?? null, topP, seed, seconds }, []);
}
