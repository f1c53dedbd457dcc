import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileError, replaceFile } from '@oneday/checkpoint/node';
import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';
import { renderReport } from './report.ts';
import type { RunReport } from './report.ts';
import { RunHistoryBuilder } from './run-history.ts';
import type { RunHistory } from './run-history.ts';

/** Longest line and configuration read, in UTF-16 units; ours are far shorter. */
const MAX_LINE = 100_000;
const MAX_CONFIG = 16_000_000;

/** The parts of a report that are not in the run's folder. */
export type ReportParts = Omit<RunReport, 'history' | 'config'>;

/**
 * Writes `report.html` of a run from its `events.jsonl` and `config.json`, whole or not at all. It can be written at
 * any time: while the run goes on, and after it failed or was killed. Without a readable `config.json` the report has
 * no configuration.
 *
 * @returns the path of the report
 * @throws InvalidInputError when the folder has no events, DiskFullError
 */
export async function writeReport(runFolder: string, parts: ReportParts): Promise<string> {
  const history = await readHistory(join(runFolder, 'events.jsonl'));
  const config = await readConfig(join(runFolder, 'config.json'));
  const path = join(runFolder, 'report.html');
  try {
    await replaceFile(path, [renderReport({ ...parts, history, ...(config !== undefined && { config }) })]);
  } catch (cause) {
    throw fileError(`report ${showValue(path)}`, cause);
  }
  return path;
}

/** A line that is no event, as a killed run leaves at its end, is passed over. */
async function readHistory(path: string): Promise<RunHistory> {
  const builder = new RunHistoryBuilder();
  try {
    await stat(path);
  } catch (cause) {
    throw new InvalidInputError(`report: ${JSON.stringify(path)} cannot be read; name the folder of a run`, { cause });
  }
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const event = tryJson(line, MAX_LINE);
    if (isJsonObject(event)) builder.add(event);
  }
  return builder.history();
}

async function readConfig(path: string): Promise<Json | undefined> {
  try {
    return tryJson(await readFile(path, 'utf8'), MAX_CONFIG);
  } catch {
    return undefined;
  }
}

function tryJson(text: string, maxCharacters: number): Json | undefined {
  try {
    return parseJson(text, 'report', maxCharacters);
  } catch {
    return undefined;
  }
}
