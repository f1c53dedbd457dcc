/** The journal of a run: its events as lines of JSON, and how one is read back to repeat the run. */
import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import type { TrainEvent } from './events.ts';

/** Longest line read, in UTF-16 units; events are far shorter. */
const MAX_LINE_CHARACTERS = 100_000;

/**
 * An event as a line of `events.jsonl`: its fields, an error as its message, a number that is not finite as null, and
 * the time in ISO 8601. It ends in a newline. Who goes on with a file that does not end in one writes a newline first.
 */
export function journalLine(event: TrainEvent, time: Date): string {
  const plain = event.kind === 'failed' ? { ...event, error: String(event.error) } : event;
  return `${JSON.stringify({ ...plain, time: time.toISOString() })}\n`;
}

/**
 * Reads from a journal the progress of each step, for `replay`. Where the run was killed and resumed, steps that were
 * taken again count once, as they were taken last. Torn lines, left by a run that was killed, are skipped at the end
 * of the journal and before the `started` of the run that went on.
 *
 * @param lines of the file, without their newlines
 * @param what the journal's name; it opens the error line
 * @throws InvalidInputError when a line is no event, steps do not follow each other, or there are none
 */
export async function readReplay(
  lines: Iterable<string> | AsyncIterable<string>, what: string,
): Promise<readonly number[]> {
  const progress: number[] = [];
  let torn: InvalidInputError | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    const where = `${what}, line ${number}`;
    const event = parseLine(line, where);
    if (event instanceof InvalidInputError) {
      torn ??= event;
    } else if (torn !== undefined && event['kind'] !== 'started') {
      throw torn;
    } else {
      torn = undefined;
      takeIn(progress, event, where);
    }
  }
  if (progress.length === 0) throw new InvalidInputError(`${what}: it has no steps to replay`);
  return progress;
}

/** The event, or what is wrong with the line: only the lines after it tell whether it is torn. */
function parseLine(line: string, where: string): JsonObject | InvalidInputError {
  try {
    const json = parseJson(line, where, MAX_LINE_CHARACTERS);
    if (isJsonObject(json)) return json;
    return new InvalidInputError(`${where}: an event must be a JSON object; got ${showValue(json)}`);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

function takeIn(progress: number[], event: JsonObject, where: string): void {
  const { kind, step, stepsBefore, progress: used } = event;
  if (kind === 'started') {
    if (!(Number.isSafeInteger(stepsBefore) && Number(stepsBefore) >= 0 && Number(stepsBefore) <= progress.length)) {
      const rule = `stepsBefore must be in [0, ${progress.length}], the steps told so far`;
      throw new InvalidInputError(`${where}: ${rule}; got ${showValue(stepsBefore)}`);
    }
    progress.length = Number(stepsBefore);
  } else if (kind === 'step') {
    if (step !== progress.length + 1) {
      throw new InvalidInputError(`${where}: step ${progress.length + 1} must follow; got ${showValue(step)}`);
    }
    if (typeof used !== 'number' || !(used >= 0 && used <= 1)) {
      throw new InvalidInputError(`${where}: progress must be in [0, 1]; got ${showValue(used)}`);
    }
    progress.push(used);
  }
}
