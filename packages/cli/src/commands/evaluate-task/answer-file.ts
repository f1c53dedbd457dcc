import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import type { AnswerCache } from '@oneday/evaluator';

const MAX_LINE = 2 ** 24;

/**
 * Answers of a model in a file, one a line, added as they come: an evaluation that was killed goes on where it was. The
 * first line says whose answers they are.
 */
export class AnswerFile implements AnswerCache, Disposable {
  private readonly file: number;
  private readonly answers: Map<string, Json>;

  /** @throws InvalidInputError when the file holds the answers of another model */
  constructor(path: string, model: JsonObject) {
    const lines = existsSync(path) ? readAnswers(path) : [];
    const [first, ...rest] = lines;
    if (first !== undefined && JSON.stringify(first) !== JSON.stringify(model)) {
      const rule = `it has the answers of ${showValue(JSON.stringify(first))}; name a new folder with --out`;
      throw new InvalidInputError(`answers ${showValue(path)}: ${rule}`);
    }
    this.answers = new Map(rest.filter(isAnswer).map(({ key, answer }) => [key, answer]));
    this.file = openSync(path, 'a');
    if (first === undefined) this.write(model);
  }

  /** Answers that were there when the file was opened, and that came since. */
  get size(): number {
    return this.answers.size;
  }

  get(key: string): Json | undefined {
    return this.answers.get(key);
  }

  set(key: string, answer: Json): void {
    this.answers.set(key, answer);
    this.write({ key, answer });
  }

  [Symbol.dispose](): void {
    closeSync(this.file);
  }

  private write(line: JsonObject): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** The lines of the file; one that was cut off when a process was killed is left out. */
function readAnswers(path: string): Json[] {
  return readFileSync(path, 'utf8').split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [parseJson(line, path, MAX_LINE)];
    } catch {
      return [];
    }
  });
}

function isAnswer(line: Json): line is { readonly key: string; readonly answer: Json } {
  return isJsonObject(line) && typeof line['key'] === 'string' && line['answer'] !== undefined;
}
