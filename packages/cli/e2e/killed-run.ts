/** A run of the command that is killed again and again, and what it leaves. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, JsonObject } from '@oneday/core';
import type { TrainEvent } from '@oneday/trainer';
import { startOneday } from './run-oneday.ts';
import { RunWatch } from './run-watch.ts';
import type { Moment, Phase, WatchedRun } from './run-watch.ts';

/** A run of the command. */
export interface CommandRun extends Pick<WatchedRun, 'evaluatesAfter'> {
  /** The working folder. */
  readonly folder: string;
  /** The run folder in it. */
  readonly name: string;
  /** What starts it; what resumes it follows from its name. */
  readonly args: readonly string[];
}

/** When a process is killed: so long after it has begun something, once its run is far enough. */
export interface Kill {
  readonly phase: Phase;
  readonly fromProgress: number;
  readonly thenMilliseconds: number;
}

/** How a process ended, and what it was doing then. */
export interface Ending extends Moment {
  readonly killed: boolean;
}

const POLL_MILLISECONDS = 1;
/** What differs from run to run. */
const TIMES: ReadonlySet<string> = new Set(['seconds', 'time']);

/** Starts a run, or resumes it where it has begun, and lets it end by itself or by a kill. */
export async function runUntil(run: CommandRun, kill?: Kill): Promise<Ending> {
  const { folder, name, evaluatesAfter } = run;
  const path = join(folder, name);
  const hasBegun = existsSync(join(path, 'config.json'));
  const args = hasBegun ? ['train', '--resume', name, '--threads', '1', '--json'] : run.args;
  const { child, finished } = startOneday(folder, args);
  const watch = new RunWatch({ path, pid: child.pid!, evaluatesAfter });
  child.stderr!.on('data', (text: Buffer) => watch.printed(text.toString()));
  while (kill !== undefined && child.exitCode === null) {
    const { phase, progress } = watch.moment();
    if (phase === kill.phase && progress >= kill.fromProgress) {
      await sleep(kill.thenMilliseconds);
      child.kill('SIGKILL');
      break;
    }
    await sleep(POLL_MILLISECONDS);
  }
  const { code, stderr } = await finished;
  if (code !== null && code !== 0) throw new Error(`oneday ${args.join(' ')} ended with ${code}: ${stderr}`);
  return { killed: code === null, ...watch.moment() };
}

/** The events in a run's journal; lines that a kill has torn are left out. */
export function eventsOf({ folder, name }: CommandRun): TrainEvent[] {
  return readFileSync(join(folder, name, 'events.jsonl'), 'utf8').split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as TrainEvent];
    } catch {
      return [];
    }
  });
}

/** What a run told of each step and each evaluation, times aside: its name, and its numbers; in order. */
export function outcomesOf(run: CommandRun): (readonly [what: string, numbers: string])[] {
  return eventsOf(run).flatMap((event) => {
    if (event.kind !== 'step' && event.kind !== 'evaluated') return [];
    const numbers = JSON.stringify(event, (key, value: unknown) => (TIMES.has(key) ? undefined : value));
    return [[`${event.kind} ${event.step}`, numbers] as const];
  });
}

/** The part of its budget that a run took to choose its size. */
export function measuringSecondsOf({ folder, name }: CommandRun): number {
  const config = JSON.parse(readFileSync(join(folder, name, 'config.json'), 'utf8')) as {
    recipe: { measurement: { seconds: number } | null };
  };
  return config.recipe.measurement?.seconds ?? 0;
}

/** The run's last checkpoint: its files byte for byte, and its state without the time that was used. */
export function finalStateOf({ folder, name }: CommandRun): { step: number; tensors: Buffer[]; state: Json } {
  const root = join(folder, name, 'checkpoints');
  const latest = readdirSync(root).filter((entry) => entry.startsWith('step-')).sort().at(-1)!;
  const read = (file: string) => readFileSync(join(root, latest, file));
  const { state } = JSON.parse(read('state.json').toString()) as { state: JsonObject };
  return {
    step: Number(latest.slice('step-'.length)),
    tensors: [read('model.safetensors'), read('optimizer.safetensors')],
    state: { ...state, elapsedSeconds: null },
  };
}
