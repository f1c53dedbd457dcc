/** A training program that is killed again and again, and what it leaves. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '@oneday/core';
import type { EvaluatedEvent, FinishedEvent, StepEvent, TrainEvent } from '@oneday/trainer';

const program = fileURLToPath(new URL('train-until-done.js', import.meta.url));

/** What the program is told: where, and how long. */
export interface TrainingTask {
  readonly folder: string;
  readonly steps?: number;
  readonly budgetSeconds?: number;
  /** The journal to repeat. */
  readonly replayOf?: string;
}

/** When a process is killed: so long after its progress has reached something, or after its start. */
export interface Kill {
  readonly progress?: number;
  readonly thenMilliseconds: number;
}

/** Runs the program, to its end or to its kill; gives the signal that ended it. */
export function trainUntil(task: TrainingTask, kill?: Kill): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let isDue = false;
  const killSoon = () => {
    if (kill === undefined || isDue) return;
    isDue = true;
    setTimeout(() => child.kill('SIGKILL'), kill.thenMilliseconds);
  };
  if (kill?.progress === undefined) killSoon();
  child.stdout.on('data', (text: Buffer) => {
    const reached = Math.max(...text.toString().split('\n').map(Number));
    if (kill?.progress !== undefined && reached >= kill.progress) killSoon();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === null || code === 0) resolve(signal);
      else reject(new Error(`the training program ended with code ${code}`));
    });
  });
}

/** The events of a folder's journal, as it is; lines that a kill has torn are left out. */
export function journalOf(folder: string): TrainEvent[] {
  return readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as TrainEvent];
    } catch {
      return [];
    }
  });
}

/** Loss, learning rate and norm of each step, as it was taken last. */
export function stepsOf(events: readonly TrainEvent[]): ReadonlyMap<number, readonly number[]> {
  const steps = events.filter((event): event is StepEvent => event.kind === 'step');
  return new Map(steps.map(({ step, loss, learningRate, gradientNorm, tokens }) => (
    [step, [loss, learningRate, gradientNorm, tokens]]
  )));
}

/** The evaluation after each step that has one, as it was made last. */
export function evaluationsOf(events: readonly TrainEvent[]): ReadonlyMap<number, object> {
  const evaluated = events.filter((event): event is EvaluatedEvent => event.kind === 'evaluated');
  return new Map(evaluated.map(({ step, evaluation }) => [step, evaluation]));
}

/** How the run ended. */
export function finishedOf(events: readonly TrainEvent[]): FinishedEvent {
  return events.find((event) => event.kind === 'finished')!;
}

/** The last checkpoint's tensors, byte for byte, and its state without the time that was used. */
export function finalStateOf(folder: string): { step: number; tensors: Buffer[]; state: Json } {
  const root = join(folder, 'checkpoints');
  const name = readdirSync(root).filter((entry) => entry.startsWith('step-')).sort().at(-1)!;
  const read = (file: string) => readFileSync(join(root, name, file));
  const { state } = JSON.parse(read('state.json').toString()) as { state: JsonObject };
  return {
    step: Number(name.slice(5)),
    tensors: [read('model.safetensors'), read('optimizer.safetensors')],
    state: { ...state, elapsedSeconds: null },
  };
}
