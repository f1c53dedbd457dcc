import { ConfigError, isJsonObject, showValue, suggestName } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';

/** Worked examples that stand before each question. */
export interface FewShot {
  /** How many, at least 0. */
  readonly count: number;
  /** Names the choice of examples for each document. */
  readonly seed: number;
}

/** What all tasks have. */
interface TaskBase {
  readonly name: string;
  /** Changes whenever scores cannot be compared with those before. */
  readonly version: number;
  /** Path of the documents, JSON lines or CSV, beside the task's file. */
  readonly documents: string;
}

interface PromptedTask extends TaskBase {
  /** Template of what stands before the answer: `Question: {question}\nAnswer:`. */
  readonly prompt: string;
  /** Between prompt and answer; it counts to the answer. */
  readonly separator: string;
  readonly fewShot: FewShot;
}

/** Which of several answers is the likeliest? */
export interface MultipleChoiceTask extends PromptedTask {
  readonly kind: 'multiple-choice';
  /** Templates of the answers, or the name of the field that lists them. */
  readonly choices: string | readonly string[];
  /** Name of the field with the number of the right answer, from 0, or its text; or the number itself. */
  readonly answer: string | number;
  /**
   * Template of what follows each choice. Where it is given, a choice directly follows the prompt, and what is scored
   * is the separator and this ending after it (partial evaluation, Trinh and Le 2018).
   */
  readonly ending?: string;
}

/** Is the right continuation the one that the model would write? */
export interface ClozeTask extends PromptedTask {
  readonly kind: 'cloze';
  /** Template of the continuation. */
  readonly target: string;
}

/** How likely are whole texts? */
export interface PerplexityTask extends TaskBase {
  readonly kind: 'perplexity';
  /** Template of the text. */
  readonly text: string;
}

/** What does the model write? */
export interface GenerationTask extends PromptedTask {
  readonly kind: 'generation';
  /** Name of the field with the right answer, or a list of right answers. */
  readonly target: string;
  /** Ends of the answer. */
  readonly until: readonly string[];
  readonly maxNewTokens: number;
}

/** An evaluation task as plain data. */
export type Task = MultipleChoiceTask | ClozeTask | PerplexityTask | GenerationTask;

const BASE = ['name', 'version', 'documents', 'kind'];
const PROMPTED = [...BASE, 'prompt', 'separator', 'fewShot'];
const KEYS: Readonly<Record<Task['kind'], readonly string[]>> = {
  'multiple-choice': [...PROMPTED, 'choices', 'answer', 'ending'],
  'cloze': [...PROMPTED, 'target'],
  'perplexity': [...BASE, 'text'],
  'generation': [...PROMPTED, 'target', 'until', 'maxNewTokens'],
};

/**
 * Checks a task that comes from outside. Optional are `version` (1), `separator` (a space), `fewShot` (none), `until`
 * (a line feed), `maxNewTokens` (64) and `ending`.
 *
 * @param what the name of its origin; it opens the error line
 * @throws ConfigError for an unknown key, with the nearest known one, a missing one, or a value of another type
 */
export function parseTask(value: Json, what: string): Task {
  if (!isJsonObject(value)) throw new ConfigError(`${what}: a task is an object; got ${showValue(value)}`);
  const kinds = Object.keys(KEYS);
  const kind = textOf(value, 'kind', what) as Task['kind'];
  if (!kinds.includes(kind)) {
    throw new ConfigError(`${what}: unknown kind ${showValue(kind)}; ${suggestName(kind, kinds)}`);
  }
  const unknown = Object.keys(value).find((key) => !KEYS[kind].includes(key));
  if (unknown !== undefined) {
    throw new ConfigError(`${what}: unknown key ${showValue(unknown)}; ${suggestName(unknown, KEYS[kind])}`);
  }
  const base = {
    name: textOf(value, 'name', what),
    version: integerOf(value, 'version', what, 1),
    documents: textOf(value, 'documents', what),
  };
  if (kind === 'perplexity') return { kind, ...base, text: textOf(value, 'text', what) };
  const prompted = {
    ...base,
    prompt: textOf(value, 'prompt', what),
    separator: textOf(value, 'separator', what, ' '),
    fewShot: fewShotOf(value, what),
  };
  if (kind === 'cloze') return { kind, ...prompted, target: textOf(value, 'target', what) };
  if (kind === 'multiple-choice') {
    const choices = typeof value['choices'] === 'string' ? value['choices'] : textsOf(value, 'choices', what);
    const answer = typeof value['answer'] === 'number'
      ? integerOf(value, 'answer', what)
      : textOf(value, 'answer', what);
    const ending = value['ending'] === undefined ? {} : { ending: textOf(value, 'ending', what) };
    return { kind, ...prompted, choices, answer, ...ending };
  }
  return {
    kind, ...prompted,
    target: textOf(value, 'target', what),
    until: textsOf(value, 'until', what, ['\n']),
    maxNewTokens: integerOf(value, 'maxNewTokens', what, 64),
  };
}

function fewShotOf(value: JsonObject, what: string): FewShot {
  const fewShot = value['fewShot'] ?? { count: 0 };
  if (!isJsonObject(fewShot)) throw wrongType(what, 'fewShot', 'an object', fewShot);
  const unknown = Object.keys(fewShot).find((key) => key !== 'count' && key !== 'seed');
  if (unknown !== undefined) {
    throw new ConfigError(`${what}: unknown key ${showValue(unknown)} in fewShot; known: count, seed`);
  }
  return { count: integerOf(fewShot, 'count', what), seed: integerOf(fewShot, 'seed', what, 1) };
}

function textOf(value: JsonObject, key: string, what: string, fallback?: string): string {
  const text = value[key] ?? fallback;
  if (typeof text === 'string') return text;
  throw wrongType(what, key, 'a text', text);
}

function textsOf(value: JsonObject, key: string, what: string, fallback?: readonly string[]): readonly string[] {
  const texts = value[key] ?? fallback;
  if (Array.isArray(texts) && texts.every((text) => typeof text === 'string')) return texts;
  throw wrongType(what, key, 'a list of texts', texts);
}

function integerOf(value: JsonObject, key: string, what: string, fallback?: number): number {
  const integer = value[key] ?? fallback;
  if (typeof integer === 'number' && Number.isSafeInteger(integer) && integer >= 0) return integer;
  throw wrongType(what, key, 'an integer of at least 0', integer);
}

function wrongType(what: string, key: string, expected: string, value: unknown): ConfigError {
  if (value === undefined) return new ConfigError(`${what}: missing key ${showValue(key)} (${expected})`);
  return new ConfigError(`${what}: ${key} must be ${expected}; got ${showValue(value)}`);
}
