import { InvalidInputError, NOT_SCORED, utf8ByteLength } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';
import { bitsPerByte, crossEntropy, tokenAccuracy } from '@oneday/evaluator';
import { evaluateLoss } from '@oneday/trainer';
import type { LossTotals } from '@oneday/trainer';
import type { Command } from 'commander';
import { openBackend } from '../backends.ts';
import { tellingOfCompilation } from '../compile-progress.ts';
import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { formatCount, formatSeconds } from '../format.ts';
import { addDeviceOptions, integer } from '../options.ts';
import type { DeviceOptions } from '../options.ts';
import { openOutput } from '../output.ts';
import { openProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { evaluationBatches, readTokens } from '../trained-run/evaluation-batches.ts';
import { bindRun, readRun } from '../trained-run/load-run.ts';
import { warn } from '../warn.ts';
import { evaluateTask } from './evaluate-task/evaluate-task.ts';
import { describeNamedTasks } from './evaluate-task/read-task.ts';
import type { TaskRequest } from './evaluate-task/read-task.ts';

interface EvaluateOptions extends DeviceOptions, Partial<TaskRequest> {
  readonly run: string;
  readonly text?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds `oneday evaluate`. */
export function addEvaluate(program: Command, setExitCode: (code: ExitCode) => void): void {
  const command = program.command('evaluate')
    .description('Scores the model of a run on texts, by loss and bits per byte, or on a task of questions.')
    .requiredOption('--run <folder>', 'run folder that oneday train made')
    .option('--text <files...>', 'UTF-8 texts: files, folders, or patterns in quotes')
    .option('--task <name>', 'a task of questions instead: one of those below, or a JSON file that describes one')
    .option('--data <files...>', 'documents of the task, as their authors publish them: .jsonl, .json or .csv')
    .option('--few-shot <count>', 'other documents with their answers before each question', integer(0))
    .option('--limit <count>', 'ask the first so many documents only', integer(1))
    .option('--out <folder>', 'for a task: keep its results here, and go on with answers that are there')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
The texts are scored in windows of the model's context that overlap as in the run's validation. A causal model is
scored on every token but the first, a masked one on tokens that are masked as in its training.

Tasks, asked as EleutherAI's lm-evaluation-harness asks them, of documents that you give with --data:
${describeNamedTasks()}
Example:
  $ oneday evaluate --run runs/char-gpt --text 'held-out/*.txt'
  $ oneday evaluate --run runs/gpt-day --task hellaswag --data hellaswag_val.jsonl --limit 1000 --out hellaswag
`)
    .action(async (options: EvaluateOptions) => setExitCode(await evaluateTextOrTask(options)));
  addDeviceOptions(command);
}

async function evaluateTextOrTask({ text, task, ...options }: EvaluateOptions): Promise<ExitCode> {
  if (text === undefined && task === undefined) {
    throw new InvalidInputError('evaluate: name texts (--text) or a task (--task)');
  }
  if (text !== undefined && task !== undefined) {
    throw new InvalidInputError('evaluate: texts or a task, not both; leave out --text or --task');
  }
  if (task !== undefined) return evaluateTask({ ...options, task });
  const { out, data, limit, fewShot } = options;
  const ofTasks = { out, data, limit, 'few-shot': fewShot };
  const given = Object.entries(ofTasks).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new InvalidInputError(`evaluate: --${given[0]} is for tasks; leave it out`);
  await evaluateText({ ...options, text: text! });
  return exitCodes.done;
}

async function evaluateText(
  { run: path, text, json, ...options }: EvaluateOptions & { readonly text: readonly string[] },
): Promise<void> {
  const run = await readRun(path, warn);
  const { trained: { model, task }, tokenizer, checkpoint: { step } } = run;
  const tokens = await readTokens(text, run);
  const output = openOutput(json);
  await using backend = await openBackend(options.backend, options);
  const start = performance.now();
  using progress = openProgress(output);
  const source = watched(evaluationBatches(tokens, run), { tokenCount: tokens.length, task, progress });
  const telling = tellingOfCompilation(backend, output);
  const totals = await evaluateLoss({ backend: telling, model, parameters: bindRun(run, backend), source });
  progress[Symbol.dispose]();
  const seconds = (performance.now() - start) / 1000;
  // Of the text alone: separators have no bytes in it.
  const scoredBytes = task === 'causal' ? utf8ByteLength(tokenizer.decode(tokens.subarray(1))) : undefined;
  const { count: scoredTokens } = totals;
  const scores = scoresOf(totals, scoredBytes);
  output.result({ run: path, step, ...scores, scoredTokens, scoredBytes, seconds }, [
    `step ${step}: loss ${scores.loss.toFixed(4)} nats per ${task === 'causal' ? '' : 'masked '}token, ` +
    `${scores.bitsPerByte === undefined ? '' : `${scores.bitsPerByte.toFixed(4)} bits per byte, `}` +
    `${(100 * scores.accuracy).toFixed(1)} % right`,
    `${formatCount(scoredTokens)} tokens scored in ${formatSeconds(seconds)}`,
  ]);
}

function scoresOf(totals: LossTotals, byteCount: number | undefined) {
  return {
    loss: crossEntropy.result(totals),
    ...(byteCount !== undefined && { bitsPerByte: bitsPerByte.result({ lossSum: totals.lossSum, byteCount }) }),
    accuracy: tokenAccuracy.result(totals),
  };
}

/** What is told of a stream of batches. */
interface Watch {
  readonly tokenCount: number;
  readonly task: 'causal' | 'masked';
  readonly progress: Progress;
}

/** The stream, with how far it has come in the text told on the way. */
function watched(source: Stream<TokenBatch>, { tokenCount, task, progress }: Watch): Stream<TokenBatch> {
  let handedOut = 0;
  return {
    ...source,
    async next() {
      const batch = await source.next();
      if (batch !== undefined) handedOut += task === 'causal' ? scoredCount(batch) : batch.inputIds.length;
      const done = Math.min(tokenCount, handedOut);
      progress.report(done / tokenCount, `${formatCount(done)} of ${formatCount(tokenCount)} tokens`);
      return batch;
    },
  };
}

/** A causal model's windows overlap, and score each token once. */
function scoredCount({ labels }: TokenBatch): number {
  return labels.reduce((count, label) => (label === NOT_SCORED ? count : count + 1), 0);
}
