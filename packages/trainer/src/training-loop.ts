/** The loop: step, report, evaluate, save. */
import { InvalidInputError, NonFiniteError } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { microBatchKey } from '@oneday/nn';
import type { StepResults } from '@oneday/nn';
import { sizeOf } from '@oneday/ops';
import { takeCheckpoint } from './checkpointing.ts';
import { nextTurn } from './event-loop.ts';
import type { Evaluation, TrainEvent } from './events.ts';
import type { ResolvedOptions } from './options.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunResult } from './run.ts';
import { learningRateAt } from './schedule.ts';

/**
 * Skipped steps in a row after which `f16` training is given up: the loss scale has halved from its maximum to 1 by
 * then, so it is the gradients themselves that are not finite.
 */
const LONGEST_SKIP = 32;

/** A step that is enqueued and not yet reported. */
interface PendingStep {
  readonly step: number;
  readonly learningRate: number;
  readonly results: Promise<StepResults>;
}

/** Runs a prepared run to its end. Its steps are counted from 1, as steps done. */
export class TrainingLoop {
  private readonly options: ResolvedOptions;
  private readonly run: PreparedRun;
  private readonly emit: (event: TrainEvent) => void;
  /** Steps enqueued. */
  private step: number;
  private tokens: number;
  private skippedSteps: number;
  private skippedInARow = 0;
  private loss = NaN;
  private evaluation: Evaluation | undefined;
  private evaluatedStep: number | undefined;
  private savedStep: number | undefined;
  private batchesRead = 0;
  private pending: PendingStep | undefined;
  private stopping = false;
  private readonly startTime = performance.now();
  private reportTime = performance.now();

  constructor(options: ResolvedOptions, run: PreparedRun, emit: (event: TrainEvent) => void) {
    this.options = options;
    this.run = run;
    this.emit = emit;
    ({ step: this.step, tokens: this.tokens, skippedSteps: this.skippedSteps } = run.counters);
  }

  /** Ends the loop after the step under way. */
  stop(): void {
    this.stopping = true;
  }

  /** Steps until the last one or until stopped, and gives what came of it. */
  async toEnd(): Promise<RunResult> {
    this.reportStart();
    while (this.step < this.options.steps && !this.stopping) {
      await this.takeStep();
      if (isDue(this.step, this.options.evaluateEverySteps)) await this.evaluate();
      if (isDue(this.step, this.options.saveEverySteps)) await this.save();
      await nextTurn();
    }
    await this.evaluate();
    await this.save();
    return this.finish();
  }

  private reportStart(): void {
    const { backend, model, precision, seed, steps } = this.options;
    this.emit({
      kind: 'started',
      backend: backend.name,
      device: backend.device.description,
      precision,
      seed,
      steps,
      stepsBefore: this.step,
      parameterCount: model.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0),
      compileSeconds: this.run.compileSeconds,
    });
  }

  /** Enqueues a step, then reports the one before: the device works while the host waits. */
  private async takeStep(): Promise<void> {
    const { accumulation, schedule, seed } = this.options;
    const learningRate = learningRateAt(schedule, this.step);
    for (let microBatch = 0; microBatch < accumulation; microBatch++) {
      const batch = await this.nextBatch();
      this.run.trainingStep.accumulate(batch, microBatchKey(seed, this.step, microBatch));
    }
    const results = this.run.trainingStep.update(learningRate);
    // It is awaited after the next step is enqueued; a failure until then must not count as unhandled.
    results.catch(() => {});
    await this.reportPending();
    this.step += 1;
    this.pending = { step: this.step, learningRate, results };
  }

  private async nextBatch(): Promise<TokenBatch> {
    const batch = this.batchesRead === 0 ? this.run.firstBatch : await this.options.source.next();
    if (batch === undefined) {
      await this.reportPending();
      const { steps, accumulation } = this.options;
      throw new InvalidInputError(
        `train: the source ended after ${this.batchesRead} batches, in step ${this.step + 1} of ${steps}; ` +
        `${accumulation} a step are needed: give it more data or let it repeat`,
      );
    }
    this.batchesRead += 1;
    return batch;
  }

  private async reportPending(): Promise<void> {
    if (this.pending === undefined) return;
    const { step, learningRate, results } = this.pending;
    this.pending = undefined;
    const { lossSum, count: tokens, correct, gradientNorm, applied } = this.checked(step, await results);
    this.loss = lossSum / tokens;
    this.tokens += tokens;
    const seconds = this.since(this.reportTime);
    const accuracy = correct / tokens;
    this.emit({
      kind: 'step', step, loss: this.loss, accuracy, learningRate, gradientNorm, tokens, applied, seconds,
    });
  }

  /** Counts a skipped step, and refuses results that must not go on. */
  private checked(step: number, results: StepResults): StepResults {
    const { lossSum, count, gradientNorm, applied } = results;
    if (count === 0) {
      throw new InvalidInputError(`train: step ${step} has no scored position; every label of its batches is −100`);
    }
    this.skippedInARow = applied ? 0 : this.skippedInARow + 1;
    if (!applied) this.skippedSteps += 1;
    const finite = applied && Number.isFinite(lossSum);
    const allowed = this.options.precision === 'f16' ? this.skippedInARow < LONGEST_SKIP : finite;
    if (allowed) return results;
    throw new NonFiniteError(
      `step ${step}: the loss is ${lossSum / count} and the gradient's norm ${gradientNorm}; ` +
      'lower the learning rate, or look at the data of that step',
      { program: 'train' },
    );
  }

  private async evaluate(): Promise<void> {
    await this.reportPending();
    const { evaluate } = this.options;
    if (evaluate === undefined || this.evaluatedStep === this.step) return;
    const start = performance.now();
    this.evaluation = await evaluate(this.run.parameters, this.step);
    this.evaluatedStep = this.step;
    this.emit({ kind: 'evaluated', step: this.step, evaluation: this.evaluation, seconds: this.since(start) });
  }

  private async save(): Promise<void> {
    await this.reportPending();
    const { backend, source, store } = this.options;
    const isNew = this.step > this.run.counters.step && this.step !== this.savedStep;
    if (store === undefined || !isNew) return;
    const start = performance.now();
    const { parameters, trainingStep } = this.run;
    const counters = { step: this.step, skippedSteps: this.skippedSteps, tokens: this.tokens };
    await store.save(await takeCheckpoint({ backend, source, parameters, trainingStep }, counters));
    this.savedStep = this.step;
    this.emit({ kind: 'saved', step: this.step, seconds: this.since(start) });
  }

  private finish(): RunResult {
    const { step, skippedSteps, evaluation } = this;
    const stopped = step < this.options.steps;
    const seconds = (performance.now() - this.startTime) / 1000 + this.run.compileSeconds;
    this.emit({ kind: 'finished', step, stopped, skippedSteps, seconds });
    return {
      steps: step, stopped, loss: this.loss, skippedSteps, tokens: this.tokens, seconds,
      parameters: this.run.parameters, ...(evaluation === undefined ? {} : { evaluation }),
    };
  }

  /** Seconds since `start`, which the next step's duration then leaves out. */
  private since(start: number): number {
    const now = performance.now();
    this.reportTime = now;
    return (now - start) / 1000;
  }
}

function isDue(step: number, every: number | undefined): boolean {
  return every !== undefined && step % every === 0;
}
