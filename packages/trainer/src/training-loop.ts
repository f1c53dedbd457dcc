/** The loop: step, report, evaluate, save. */
import { ConfigError, DivergedError, InvalidInputError } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { microBatchKey } from '@oneday/nn';
import type { StepResults } from '@oneday/nn';
import { sizeOf } from '@oneday/ops';
import { accumulationAt } from './accumulation.ts';
import { takeCheckpoint } from './checkpointing.ts';
import { withEvaluation } from './early-stop.ts';
import { nextTurn } from './event-loop.ts';
import type { Evaluation, TrainEvent } from './events.ts';
import type { ResolvedOptions } from './options.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunResult } from './run.ts';
import { progressOf, stepsOf } from './run-length.ts';
import type { RunState } from './run-state.ts';
import { learningRateAt } from './schedule.ts';
import { stateAfter, watchForSpike } from './step-outcome.ts';

/** A step that is enqueued and not yet reported. */
interface PendingStep {
  readonly step: number;
  readonly progress: number;
  readonly learningRate: number;
  readonly results: Promise<StepResults>;
}

/** Runs a prepared run to its end. Its steps are counted from 1, as steps done. */
export class TrainingLoop {
  private readonly options: ResolvedOptions;
  private readonly run: PreparedRun;
  private readonly emit: (event: TrainEvent) => void;
  /** Steps enqueued; one more than reported while a step is pending. */
  private step: number;
  /** As of the last reported step. */
  private state: RunState;
  /** Progress of the last enqueued step; undefined before the first of a new run. */
  private lastProgress: number | undefined;
  private evaluation: Evaluation | undefined;
  private evaluatedStep: number | undefined;
  private savedStep: number | undefined;
  private batchesRead = 0;
  private pending: PendingStep | undefined;
  private stopping = false;
  private earlyStopped: boolean;
  private reportTime = performance.now();

  constructor(options: ResolvedOptions, run: PreparedRun, emit: (event: TrainEvent) => void) {
    this.options = options;
    this.run = run;
    this.emit = emit;
    this.state = run.startState;
    this.step = run.startState.step;
    this.lastProgress = this.step === 0 ? undefined : run.startState.progress;
    this.earlyStopped = this.hasLostPatience();
  }

  /** Ends the loop after the step under way. */
  stop(): void {
    this.stopping = true;
  }

  /** Steps until the run is over or stopped, and gives what came of it. */
  async toEnd(): Promise<RunResult> {
    this.reportStart();
    let progress = this.nextProgress();
    while (progress !== undefined && !this.stopping && !this.earlyStopped) {
      const { lastProgress = progress } = this;
      await this.takeStep(progress);
      const { evaluateEverySteps, evaluateEveryFraction, saveEverySteps, saveEveryFraction } = this.options;
      const passes = (fraction?: number) => fraction !== undefined && passesMultiple(lastProgress, progress!, fraction);
      if (isDue(this.step, evaluateEverySteps) || passes(evaluateEveryFraction)) await this.evaluateOnTheWay();
      if (isDue(this.step, saveEverySteps) || passes(saveEveryFraction)) await this.save();
      await nextTurn();
      progress = this.nextProgress();
    }
    await this.reportPending();
    if (this.step === 0 && !this.stopping) throw this.tooShort();
    // Saved first: the last evaluation may be long, and a run that is killed in it has lost nothing.
    await this.save();
    await this.evaluate();
    return this.finish(progress !== undefined);
  }

  /** The progress that the next step would have; undefined when there is none. */
  private nextProgress(): number | undefined {
    return progressOf(this.options, this.step, this.elapsedSeconds());
  }

  private elapsedSeconds(): number {
    return this.run.startState.elapsedSeconds + (performance.now() - this.run.startMilliseconds) / 1000;
  }

  private tooShort(): ConfigError {
    const { budgetSeconds } = this.options;
    const used = this.elapsedSeconds().toFixed(1);
    return new ConfigError(
      `train: budgetSeconds must leave time for a step; got ${budgetSeconds}, and preparing took ${used} s; ` +
      'give it more',
    );
  }

  private reportStart(): void {
    const { backend, model, precision, seed, budgetSeconds } = this.options;
    this.emit({
      kind: 'started',
      backend: backend.name,
      device: backend.device.description,
      precision,
      seed,
      ...(budgetSeconds === undefined ? { steps: stepsOf(this.options) } : { budgetSeconds }),
      stepsBefore: this.step,
      parameterCount: model.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0),
      compileSeconds: this.run.compileSeconds,
    });
  }

  /** Enqueues a step, then reports the one before: the device works while the host waits. */
  private async takeStep(progress: number): Promise<void> {
    const { accumulation, accumulationRamp, schedule, seed } = this.options;
    const learningRate = learningRateAt(schedule, { step: this.step, progress });
    const microBatches = accumulationAt(accumulation, accumulationRamp, progress);
    for (let microBatch = 0; microBatch < microBatches; microBatch++) {
      const batch = await this.nextBatch(microBatches);
      this.run.trainingStep.accumulate(batch, microBatchKey(seed, this.step, microBatch));
    }
    const results = this.run.trainingStep.update(learningRate);
    // It is awaited after the next step is enqueued; a failure until then must not count as unhandled.
    results.catch(() => {});
    await this.reportPending();
    this.step += 1;
    this.lastProgress = progress;
    this.pending = { step: this.step, progress, learningRate, results };
  }

  private async nextBatch(microBatches: number): Promise<TokenBatch> {
    const batch = this.batchesRead === 0 ? this.run.firstBatch : await this.options.source.next();
    if (batch === undefined) {
      await this.reportPending();
      const steps = stepsOf(this.options);
      const place = `step ${this.step + 1}${steps === undefined ? '' : ` of ${steps}`}`;
      throw new InvalidInputError(
        `train: the source ended after ${this.batchesRead} batches, in ${place}; ` +
        `${microBatches} a step are needed: give it more data or let it repeat`,
      );
    }
    this.batchesRead += 1;
    return batch;
  }

  private async reportPending(): Promise<void> {
    if (this.pending === undefined) return;
    const { step, progress, learningRate, results: pending } = this.pending;
    this.pending = undefined;
    const results = await pending;
    const outcome = { step, progress, results };
    this.state = stateAfter(this.state, outcome, this.options.precision);
    const { lossSum, count: tokens, correct, gradientNorm, applied } = results;
    const [loss, accuracy] = [lossSum / tokens, correct / tokens];
    const seconds = this.lapSeconds(this.reportTime);
    this.emit({ kind: 'step', step, progress, loss, accuracy, learningRate, gradientNorm, tokens, applied, seconds });
    const { state, reason } = watchForSpike(this.state, outcome, this.options.spikes);
    this.state = state;
    if (reason === undefined) return;
    this.emit({ kind: 'spiked', step, loss, gradientNorm, reason });
    if (this.options.spikes.policy === 'report') return;
    throw new DivergedError(
      `train: step ${step} diverged: ${reason}; lower the learning rate, or go on from a checkpoint before it`,
    );
  }

  /** An evaluation that was asked for, not one because the run ends: the only kind that early stopping looks at. */
  private async evaluateOnTheWay(): Promise<void> {
    await this.evaluate();
    const { earlyStop: rule } = this.options;
    if (rule === undefined || this.evaluation === undefined) return;
    const earlyStop = withEvaluation(rule, this.state.earlyStop, this.evaluation);
    this.state = { ...this.state, earlyStop };
    this.earlyStopped = this.hasLostPatience();
  }

  private hasLostPatience(): boolean {
    return this.state.earlyStop.withoutBest >= (this.options.earlyStop?.patience ?? Infinity);
  }

  private async evaluate(): Promise<void> {
    await this.reportPending();
    const { evaluate } = this.options;
    if (evaluate === undefined || this.evaluatedStep === this.step) return;
    const start = performance.now();
    this.evaluation = await evaluate(this.run.parameters, this.step);
    this.evaluatedStep = this.step;
    this.emit({ kind: 'evaluated', step: this.step, evaluation: this.evaluation, seconds: this.lapSeconds(start) });
  }

  private async save(): Promise<void> {
    await this.reportPending();
    const { backend, source, store } = this.options;
    const isNew = this.step > this.run.startState.step && this.step !== this.savedStep;
    if (store === undefined || !isNew) return;
    const start = performance.now();
    const { parameters, trainingStep } = this.run;
    const state = { ...this.state, elapsedSeconds: this.elapsedSeconds() };
    await store.save(await takeCheckpoint({ backend, source, parameters, trainingStep }, state));
    this.savedStep = this.step;
    this.emit({ kind: 'saved', step: this.step, seconds: this.lapSeconds(start) });
  }

  private finish(stepsWereLeft: boolean): RunResult {
    const { step, evaluation } = this;
    const earlyStopped = stepsWereLeft && this.earlyStopped;
    const { skippedSteps, tokens, loss, spikes: { spikes } } = this.state;
    const stopped = stepsWereLeft && !earlyStopped;
    const seconds = this.elapsedSeconds();
    this.emit({ kind: 'finished', step, stopped, earlyStopped, skippedSteps, spikes, seconds });
    return {
      steps: step, stopped, earlyStopped, loss: loss ?? NaN, skippedSteps, spikes, tokens, seconds,
      parameters: this.run.parameters, ...(evaluation === undefined ? {} : { evaluation }),
    };
  }

  /** Seconds since `start`. The next step's duration begins now. */
  private lapSeconds(start: number): number {
    const now = performance.now();
    this.reportTime = now;
    return (now - start) / 1000;
  }
}

function isDue(step: number, every: number | undefined): boolean {
  return every !== undefined && step % every === 0;
}

/** Whether a multiple of `fraction` lies in (before, now]. */
function passesMultiple(before: number, now: number, fraction: number): boolean {
  return Math.floor(now / fraction) > Math.floor(before / fraction);
}
