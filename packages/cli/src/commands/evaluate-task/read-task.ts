import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError, InvalidInputError, parseJson, showValue, suggestName } from '@oneday/core';
import { findTexts, readTextFile } from '@oneday/data/node';
import {
  csvDocuments, findNamedTask, jsonDocuments, jsonlDocuments, namedDocuments, namedTasks, parseTask,
} from '@oneday/evaluator';
import type { NamedTask, Task, TaskDocument } from '@oneday/evaluator';

/** What names a task and changes it. */
export interface TaskRequest {
  /** Name of a known task, or path of a file that describes one. */
  readonly task: string;
  /** Files with its documents, in place of those that a task's file names. */
  readonly data?: readonly string[] | undefined;
  /** Ask the first so many documents alone. */
  readonly limit?: number | undefined;
  /** Worked examples before each question. */
  readonly fewShot?: number | undefined;
}

/** A task with what it asks about. */
export interface AskedTask {
  readonly task: Task;
  readonly documents: readonly TaskDocument[];
}

const MAX_TASK = 2 ** 20;

/**
 * The task that is meant, and its documents.
 * @throws InvalidInputError for a name that is not known, with the nearest one, for files that are missing, and for
 *   documents that do not fit the task
 */
export async function readTask(request: TaskRequest): Promise<AskedTask> {
  const { task: nameOrPath, data, limit, fewShot } = request;
  const named = findNamedTask(nameOrPath);
  const asked = named === undefined ? await readTaskFile(nameOrPath, data) : await readNamedTask(named, data);
  const documents = asked.documents.slice(0, limit);
  if (documents.length === 0) throw new InvalidInputError(`task ${asked.task.name}: there are no documents`);
  return {
    task: fewShot === undefined ? asked.task : withExamples(asked.task, fewShot),
    // Parts of documents that are not asked about need not fit.
    documents: named === undefined ? documents : namedDocuments(named, documents),
  };
}

/** The named tasks for a help text, one a line. */
export function describeNamedTasks(): string {
  const longest = Math.max(...namedTasks.map(({ task }) => task.name.length));
  return namedTasks.map(({ task: { name }, about }) => `  ${name.padEnd(longest)}  ${about}\n`).join('');
}

async function readNamedTask(named: NamedTask, data: readonly string[] | undefined): Promise<AskedTask> {
  const { task, source } = named;
  if (data !== undefined) return { task, documents: await readAll(data, named) };
  const rule = 'its documents are not part of oneday';
  throw new InvalidInputError(`task ${task.name}: ${rule}; get ${source} and name it with --data`);
}

async function readTaskFile(path: string, data: readonly string[] | undefined): Promise<AskedTask> {
  if (/^[\w-]+$/.test(path) && !existsSync(path)) {
    const known = namedTasks.map(({ task }) => task.name);
    throw new ConfigError(`evaluate: unknown task ${showValue(path)}; ${suggestName(path, known)}`);
  }
  const task = parseTask(parseJson(await readTextFile(path), path, MAX_TASK), `task ${showValue(path)}`);
  const documents = data === undefined
    ? await readDocuments(resolve(dirname(path), task.documents))
    : await readAll(data);
  return { task, documents };
}

async function readAll(patterns: readonly string[], named?: NamedTask): Promise<TaskDocument[]> {
  const { paths } = await findTexts(patterns);
  const parts: TaskDocument[][] = [];
  for (const path of paths) {
    const documents = await readDocuments(path);
    parts.push(named === undefined ? documents : await withAnswersBeside(documents, path, named));
  }
  return parts.flat();
}

async function readDocuments(path: string): Promise<TaskDocument[]> {
  const what = `documents ${showValue(path)}`;
  const text = await readTextFile(path);
  if (path.endsWith('.csv')) return csvDocuments(text, what);
  return path.endsWith('.json') ? jsonDocuments(text, what) : jsonlDocuments(text, what);
}

/** Documents with their right answers, where those are published in a file beside them. */
async function withAnswersBeside(
  documents: TaskDocument[], path: string, { answersBeside }: NamedTask,
): Promise<TaskDocument[]> {
  if (answersBeside === undefined || documents.every((document) => Object.hasOwn(document, answersBeside.field))) {
    return documents;
  }
  const { field, ending } = answersBeside;
  const beside = join(dirname(path), `${basename(path).replace(/\.[^.]*$/, '')}${ending}`);
  const answers = (await readTextFile(beside)).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (answers.length !== documents.length) {
    const rule = `an answer a line for the ${documents.length} documents of ${showValue(path)}`;
    throw new InvalidInputError(`answers ${showValue(beside)}: ${rule} expected; got ${answers.length}`);
  }
  return documents.map((document, i) => ({ ...document, [field]: answers[i]! }));
}

function withExamples(task: Task, count: number): Task {
  if (task.kind !== 'perplexity') return { ...task, fewShot: { ...task.fewShot, count } };
  throw new ConfigError(`task ${task.name}: whole texts are scored without examples; leave --few-shot out`);
}
