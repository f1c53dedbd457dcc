import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { replaceFile } from '@oneday/checkpoint/node';
import { showValue } from '@oneday/core';
import { runTask, taskMarkdown } from '@oneday/evaluator';
import type { RunTaskOptions, TaskResult } from '@oneday/evaluator';
import { openBackend } from '../../backends.ts';
import { tellingOfCompilation } from '../../compile-progress.ts';
import { exitCodes } from '../../exit-code.ts';
import type { ExitCode } from '../../exit-code.ts';
import { formatCount, formatSeconds } from '../../format.ts';
import { onInterrupt } from '../../interrupt.ts';
import type { DeviceOptions } from '../../options.ts';
import { makeFolder } from '../../make-folder.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import type { Progress } from '../../progress.ts';
import { readRun } from '../../trained-run/load-run.ts';
import { runScorer } from '../../trained-run/run-scorer.ts';
import { warn } from '../../warn.ts';
import { AnswerFile } from './answer-file.ts';
import { readTask } from './read-task.ts';
import type { TaskRequest } from './read-task.ts';
import { taskPage } from './task-page.ts';

/** What `oneday evaluate --task` is given. */
export interface EvaluateTaskOptions extends DeviceOptions, TaskRequest {
  readonly run: string;
  /** Folder for the results and the answers so far. */
  readonly out?: string | undefined;
  readonly json?: boolean;
}

/** Asks the model of a run what a task asks, and scores its answers. Ctrl-C ends it; answers in a folder are kept. */
export async function evaluateTask(options: EvaluateTaskOptions): Promise<ExitCode> {
  const { run: path, out, json } = options;
  const { task, documents } = await readTask(options);
  const run = await readRun(path, warn);
  const { checkpoint: { step } } = run;
  const output = openOutput(json);
  await using backend = await openBackend(options.backend, options);
  using asked = runScorer(run, tellingOfCompilation(backend, output));
  const { scorer, likelihoods } = asked;
  const start = performance.now();
  const interruption = new AbortController();
  const { signal } = interruption;
  using progress = openProgress(output);
  const releaseSignals = onInterrupt({ stop: () => interruption.abort(), leave: () => {} });
  const about = { run: path, step, task: task.name, version: task.version, documents: documents.length, likelihoods };
  try {
    const request = { task, documents, scorer, onAnswered: answeringProgress(progress), signal };
    const result = await resultOf(request, out, { run: resolve(path), step });
    progress[Symbol.dispose]();
    const seconds = (performance.now() - start) / 1000;
    const files = out === undefined ? [] : await writeResults(out, result);
    const { metrics, fewShot } = result;
    output.result({ ...about, stopped: false, fewShot, metrics, seconds, ...(files.length > 0 && { files }) }, [
      ...Object.entries(metrics).map(([name, { value, standardError }]) => (
        `${name} ${value.toFixed(4)} ± ${standardError.toFixed(4)}`
      )),
      `${formatCount(documents.length)} documents of ${task.name} in ${formatSeconds(seconds)}`,
      ...(likelihoods === 'log-likelihoods' ? [] : [`scored by ${likelihoods}: each token was masked alone`]),
      ...files.map((file) => `written: ${file}`),
    ]);
    return exitCodes.done;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    progress[Symbol.dispose]();
    const advice = out === undefined ? 'with --out FOLDER, answers are kept' : 'give the same command again to go on';
    output.result({ ...about, stopped: true }, [`interrupted: ${advice}`]);
    return exitCodes.interrupted;
  } finally {
    releaseSignals();
  }
}

/** Tells how many requests are answered, with their rate and the time that is left. */
function answeringProgress(progress: Progress): (done: number, total: number) => Promise<void> {
  const start = performance.now();
  return async (done, total) => {
    const rate = done / ((performance.now() - start) / 1000);
    const left = formatSeconds((total - done) / rate);
    const text = `${formatCount(done)} of ${formatCount(total)} answers  ${rate.toFixed(1)} a second  ${left} left`;
    progress.report(done / total, text);
    // On the cpu backend everything else may be microtasks, which let no signal through.
    await nextTurn();
  };
}

/** With a folder, answers are kept there as they come, and those that are there are not asked for again. */
async function resultOf(
  options: RunTaskOptions, out: string | undefined, model: { readonly run: string; readonly step: number },
): Promise<TaskResult> {
  if (out === undefined) return runTask(options);
  makeFolder(out, `folder ${showValue(out)}`);
  using cache = new AnswerFile(join(out, 'answers.jsonl'), model);
  return await runTask({ ...options, cache });
}

async function writeResults(out: string, result: TaskResult): Promise<string[]> {
  const contents = {
    'result.json': `${JSON.stringify(result, null, 2)}\n`, 'result.md': taskMarkdown(result),
    'result.html': taskPage(result),
  };
  const files = [];
  for (const [name, content] of Object.entries(contents)) {
    const file = join(out, name);
    await replaceFile(file, [content]);
    files.push(file);
  }
  return files;
}
