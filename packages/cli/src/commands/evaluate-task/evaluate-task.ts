import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileError, replaceFile } from '@oneday/checkpoint/node';
import { InvalidInputError, parseJson, showValue } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { readTextFile } from '@oneday/data/node';
import { csvDocuments, jsonlDocuments, parseTask, runTask, taskMarkdown } from '@oneday/evaluator';
import type { RunTaskOptions, TaskDocument, TaskResult } from '@oneday/evaluator';
import { DecoderScorer } from '@oneday/inference';
import { openBackend } from '../../backends.ts';
import { formatSeconds } from '../../format.ts';
import type { DeviceOptions } from '../../options.ts';
import { openOutput } from '../../output.ts';
import { bindRun, readRun } from '../../trained-run/load-run.ts';
import { requireTask } from '../../trained-run/require-task.ts';
import { separatorOf } from '../../trained-run/separator.ts';
import { warn } from '../../warn.ts';
import { AnswerFile } from './answer-file.ts';
import { taskPage } from './task-page.ts';

/** What `oneday evaluate --task` is given. */
export interface EvaluateTaskOptions extends DeviceOptions {
  readonly run: string;
  /** Path of the task. */
  readonly task: string;
  /** Folder for the results and the answers so far. */
  readonly out?: string;
  readonly json?: boolean;
}

const MAX_TASK = 2 ** 20;

/** Asks the model of a run what a task asks, and scores its answers. */
export async function evaluateTask(options: EvaluateTaskOptions): Promise<void> {
  const { run: path, task: taskPath, out, json } = options;
  const task = parseTask(parseJson(await readTextFile(taskPath), taskPath, MAX_TASK), `task ${showValue(taskPath)}`);
  const documents = await readDocuments(resolve(dirname(taskPath), task.documents));
  const run = await readRun(path, warn);
  const { tokenizer, checkpoint: { step } } = run;
  const model = requireTask(run, 'causal');
  const output = openOutput(json);
  await using backend = await openBackend(options.backend, options);
  const parameters = bindRun(run, backend);
  using scorer = new DecoderScorer({ backend, model, parameters, tokenizer, startId: startOf(tokenizer) });
  const start = performance.now();
  const result = await resultOf({ task, documents, scorer }, out, { run: resolve(path), step });
  const seconds = (performance.now() - start) / 1000;
  const files = out === undefined ? [] : await writeResults(out, result);
  const { metrics, fewShot } = result;
  output.result({ run: path, step, task: task.name, version: task.version, documents: documents.length, fewShot,
    metrics, seconds, ...(files.length > 0 && { files }) }, [
    ...Object.entries(metrics).map(([name, { value, standardError }]) => (
      `${name} ${value.toFixed(4)} ± ${standardError.toFixed(4)}`
    )),
    `${documents.length} documents of ${task.name} in ${formatSeconds(seconds)}`,
    ...files.map((file) => `written: ${file}`),
  ]);
}

/** With a folder, answers are kept there as they come, and those that are there are not asked for again. */
async function resultOf(
  options: RunTaskOptions, out: string | undefined, model: { readonly run: string; readonly step: number },
): Promise<TaskResult> {
  if (out === undefined) return runTask(options);
  try {
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    throw fileError(`folder ${showValue(out)}`, cause);
  }
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

async function readDocuments(path: string): Promise<TaskDocument[]> {
  const what = `documents ${showValue(path)}`;
  const text = await readTextFile(path);
  const documents = path.endsWith('.csv') ? csvDocuments(text, what) : jsonlDocuments(text, what);
  if (documents.length === 0) throw new InvalidInputError(`${what}: there are none`);
  return documents;
}

/** What opens a text: the separator of documents, else the line feed that ends the text before. */
function startOf(tokenizer: Tokenizer): number {
  return separatorOf(tokenizer) ?? tokenizer.encode('\n').ids[0]!;
}
