/** A training step as two programs: gradients, run once a micro-batch, and the update, run once a step. */
import type { TokenBatch } from '@oneday/core';
import { add, divide, globalNorm, maximum, minimum, multiply, scalarLike, Tape, withPrecision } from '@oneday/ops';
import type {
  Backend, CompileReport, HostArray, Ops, PrecisionPolicy, Program, Value, VariableSpec,
} from '@oneday/ops';
import { batchFeeds, batchShapes } from './batch.ts';
import type { DeviceBatch } from './batch.ts';
import { bindZeros, freeBound } from './bound.ts';
import type { Bound } from './bound.ts';
import { Keys } from './keys.ts';
import { LossScale } from './loss-scale.ts';
import type { LossScaleConfig } from './loss-scale.ts';
import type { ModelDefinition } from './model.ts';
import type { Optimizer } from './optimizer.ts';
import { packStepResults, readStepResults } from './step-results.ts';
import type { StepResults } from './step-results.ts';

/** What a {@link TrainingStep} is made of. */
export interface TrainingStepOptions {
  readonly backend: Backend;
  readonly model: ModelDefinition;
  /** The model's parameters, bound on `backend`; the step changes them and never frees them. */
  readonly parameters: Bound;
  readonly optimizer: Optimizer;
  /** Longest allowed gradient of the mean loss; longer ones are shortened to it. Default `Infinity`: no clipping. */
  readonly clipNorm?: number | undefined;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
  /** For `f16` only. */
  readonly lossScale?: Partial<LossScaleConfig> | undefined;
}

/** How the summed gradients are turned into a step: `f32` scalars, and whether they are finite, `bool`. */
interface GradientScaling {
  readonly gradientNorm: Value;
  readonly gradientScale: Value;
  readonly applied: Value;
}

/** Loss and counts of the micro-batches since the last update. */
const totalNames = ['lossSum', 'count', 'correct'] as const;

/** What keeps PyTorch's clipping from dividing by zero. */
const CLIP_EPSILON = 1e-6;

/**
 * One optimizer step over any number of micro-batches. Gradients and losses are sums until the update divides once by
 * the number of scored positions, so unequal micro-batches add up to exactly the big batch.
 */
export class TrainingStep {
  /** The summed gradients, under their parameters' names; zero after each update. */
  readonly gradients: Bound;
  /** The optimizer's variables. */
  readonly optimizerState: Bound;
  /** Under `f16`. */
  readonly lossScale: LossScale | undefined;
  private readonly options: TrainingStepOptions;
  private readonly totals: Bound;
  private readonly gradientsProgram: Program<{ batch: DeviceBatch; key: Value }, void>;
  private readonly updateProgram: Program<{ learningRate: Value }, { results: Value }>;

  constructor(options: TrainingStepOptions) {
    const { backend, model, optimizer, precision } = options;
    this.options = options;
    const gradientSpecs = model.parameters.map(({ name, shape }): VariableSpec => ({ name, shape, dtype: 'f32' }));
    this.gradients = bindZeros(backend, gradientSpecs, 'gradient');
    this.optimizerState = bindZeros(backend, optimizer.stateSpecs(model.parameters), optimizer.name);
    this.totals = bindZeros(backend, totalNames.map((name) => ({ name, shape: [], dtype: 'f32' })), 'total');
    this.lossScale = precision === 'f16' ? new LossScale(backend, options.lossScale) : undefined;
    this.gradientsProgram = backend.program('gradients', (o, inputs) => this.recordGradients(o, inputs));
    this.updateProgram = backend.program('update', (o, inputs) => this.recordUpdate(o, inputs));
  }

  /** Compiles both programs for batches like `batch`. */
  async prepare(batch: TokenBatch): Promise<readonly CompileReport[]> {
    const key = { shape: [2], dtype: 'u32' } as const;
    return [
      await this.gradientsProgram.prepare({ batch: batchShapes(batch), key }),
      await this.updateProgram.prepare({ learningRate: { shape: [], dtype: 'f32' } }),
    ];
  }

  /** Adds the gradients and losses of one micro-batch; only enqueues. @param key see `microBatchKey` */
  accumulate(batch: TokenBatch, key: HostArray): void {
    this.gradientsProgram.run({ batch: batchFeeds(batch), key });
  }

  /** Takes the optimizer step and zeroes the sums; enqueued at once. The promise gives what it did, once it has run. */
  update(learningRate: number): Promise<StepResults> {
    const { results } = this.updateProgram.run({ learningRate });
    return readStepResults(this.options.backend, results);
  }

  /** Frees gradients, optimizer state, totals and loss scale; not the parameters. */
  dispose(): void {
    const { backend } = this.options;
    [this.gradients, this.optimizerState, this.totals].forEach((bound) => freeBound(backend, bound));
    if (this.lossScale !== undefined) freeBound(backend, this.lossScale.variables);
  }

  private recordGradients(o: Ops, { batch, key }: { batch: DeviceBatch; key: Value }): void {
    const { model, parameters, precision = 'f32' } = this.options;
    const tape = new Tape(o, {
      gradients: new Map([...parameters].map(([name, variable]) => [variable, this.gradients.get(name)])),
    });
    const ops = withPrecision(tape, precision);
    const sums = model.loss(ops, parameters, batch, new Keys(ops, key));
    tape.backward(sums.lossSum, this.lossScale?.read(o));
    totalNames.forEach((name) => o.assign(this.totals.get(name), add(o, this.totals.get(name), sums[name])));
  }

  private recordUpdate(o: Ops, { learningRate }: { learningRate: Value }): { results: Value } {
    const { model, parameters, optimizer } = this.options;
    const [lossSum, count, correct] = totalNames.map((name) => o.read(this.totals.get(name))) as [Value, Value, Value];
    const { gradientNorm, gradientScale, applied } = this.scaleGradients(o, count);
    const results = packStepResults(o, { lossSum, count, correct, gradientNorm, applied: o.cast(applied, 'f32') });
    optimizer.update(o, {
      parameters: model.parameters, values: parameters, gradients: this.gradients, state: this.optimizerState,
      learningRate, gradientScale, apply: applied,
    });
    this.lossScale?.update(o, applied);
    for (const [, sum] of [...this.gradients, ...this.totals]) o.assign(sum, scalarLike(o, 0, sum));
    return { results };
  }

  /** The factor that turns sums into gradients of the mean loss, clipped by PyTorch's min(1, clip / (norm + 1e-6)). */
  private scaleGradients(o: Ops, count: Value): GradientScaling {
    const { clipNorm = Infinity } = this.options;
    const divisor = maximum(o, count, 1);
    const scaled = this.lossScale === undefined ? divisor : multiply(o, divisor, this.lossScale.read(o));
    const perToken = divide(o, 1, scaled);
    const gradients = [...this.gradients].map(([, gradient]) => gradient);
    const gradientNorm = multiply(o, globalNorm(o, gradients), perToken);
    const applied = o.unary('isFinite', gradientNorm);
    if (clipNorm === Infinity) return { gradientNorm, gradientScale: perToken, applied };
    const clip = minimum(o, divide(o, clipNorm, add(o, gradientNorm, CLIP_EPSILON)), 1);
    return { gradientNorm, gradientScale: multiply(o, perToken, clip), applied };
  }
}
