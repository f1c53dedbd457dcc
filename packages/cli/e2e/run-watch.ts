/** Watches a run of the command from outside: what it is doing, by what it prints and what it leaves in its folder. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StepEvent, TrainEvent } from '@oneday/trainer';

/** What a run is doing. */
export const phases = ['starting', 'preparing', 'compiling', 'steps', 'saving', 'evaluating', 'ending'] as const;
/** One of them. */
export type Phase = (typeof phases)[number];

/** What a process was doing, and how far its run was. */
export interface Moment {
  readonly phase: Phase;
  /** The last step that the process told of; 0 where there was none. */
  readonly step: number;
  readonly progress: number;
}

/** What is to be known of a run to watch it. */
export interface WatchedRun {
  /** The run's folder, which need not be there yet. */
  readonly path: string;
  /** Its process. */
  readonly pid: number;
  /** Whether an evaluation follows a step; absent: it is the process's first one. */
  evaluatesAfter(step: StepEvent, before: StepEvent | undefined): boolean;
}

/** A checkpoint or an evaluation after a step from here on is the run's last. */
const LAST_PROGRESS = 0.97;

/** Watches one process, from its start. */
export class RunWatch {
  private readonly run: WatchedRun;
  private readonly journalPath: string;
  private journalOffset: number;
  private line = '';
  private isPrepared = false;
  private event: TrainEvent['kind'] | undefined;
  private step: StepEvent | undefined;
  private stepBefore: StepEvent | undefined;

  constructor(run: WatchedRun) {
    this.run = run;
    this.journalPath = join(run.path, 'events.jsonl');
    this.journalOffset = statSync(this.journalPath, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Takes in what the process has printed. */
  printed(text: string): void {
    this.isPrepared ||= text.includes('tokens to train on');
  }

  /** What it is doing now. */
  moment(): Moment {
    this.readEvents();
    const { step = 0, progress = 0 } = this.step ?? {};
    return { phase: this.phase(progress), step, progress };
  }

  private phase(progress: number): Phase {
    if (!this.has('', `.lock-${this.run.pid}-`)) return 'starting';
    if (!this.isPrepared) return 'preparing';
    if (this.event === undefined) return 'compiling';
    if (this.event === 'finished') return 'ending';
    if (this.has('checkpoints', '.saving-')) return 'saving';
    if (this.event !== 'step') return progress < LAST_PROGRESS ? 'steps' : 'ending';
    return this.run.evaluatesAfter(this.step!, this.stepBefore) ? 'evaluating' : 'steps';
  }

  private has(folder: string, prefix: string): boolean {
    const path = join(this.run.path, folder);
    return existsSync(path) && readdirSync(path).some((name) => name.startsWith(prefix));
  }

  private readEvents(): void {
    if (!existsSync(this.journalPath)) return;
    const file = openSync(this.journalPath, 'r');
    const bytes = Buffer.alloc(fstatSync(file).size - this.journalOffset);
    this.journalOffset += readSync(file, bytes, 0, bytes.length, this.journalOffset);
    closeSync(file);
    const lines = `${this.line}${bytes.toString()}`.split('\n');
    this.line = lines.pop()!;
    for (const line of lines) if (line !== '') this.takeIn(JSON.parse(line) as TrainEvent);
  }

  private takeIn(event: TrainEvent): void {
    this.event = event.kind;
    if (event.kind !== 'step') return;
    this.stepBefore = this.step;
    this.step = event;
  }
}
