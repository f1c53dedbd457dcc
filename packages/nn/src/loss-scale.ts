/** The dynamic loss scale that training in `f16` needs (Micikevicius et al. 2018). */
import { add, compare, maximum, minimum, multiply, where } from '@oneday/ops';
import type { Backend, Ops, Value, Variable } from '@oneday/ops';
import { Bound } from './bound.ts';

/** Configuration of a {@link LossScale}. */
export interface LossScaleConfig {
  /** The scale at the start. Default 2^16. */
  readonly initial: number;
  /** Applied steps in a row after which the scale doubles. Default 2000. */
  readonly growthSteps: number;
}

/** The largest scale: sums of squares of scaled gradients still fit in `f32`. */
const LARGEST = 2 ** 24;

/**
 * The loss's cotangent is multiplied by the scale, so that small gradients survive in `f16`; the update divides by
 * it. It doubles after `growthSteps` applied steps in a row and halves, to no less than 1, when a gradient is not
 * finite and the step is skipped. Scale and counter live on the device.
 */
export class LossScale {
  /** `scale` f32 scalar and `goodSteps` i32 scalar. */
  readonly variables: Bound;
  private readonly scale: Variable;
  private readonly goodSteps: Variable;
  private readonly growthSteps: number;

  constructor(backend: Backend, config: Partial<LossScaleConfig> = {}) {
    const { initial = 2 ** 16, growthSteps = 2000 } = config;
    this.growthSteps = growthSteps;
    this.scale = backend.variable({ name: 'lossScale.scale', shape: [], dtype: 'f32' }, Float32Array.of(initial));
    this.goodSteps = backend.variable({ name: 'lossScale.goodSteps', shape: [], dtype: 'i32' });
    this.variables = new Bound(new Map([['scale', this.scale], ['goodSteps', this.goodSteps]]));
  }

  /** The present scale, `f32` scalar. */
  read(o: Ops): Value {
    return o.read(this.scale);
  }

  /** Sets the next step's scale. @param applied `bool` scalar: whether this step's gradients were finite */
  update(o: Ops, applied: Value): void {
    const good = add(o, this.goodSteps, 1);
    const grows = compare(o, 'greaterEqual', good, this.growthSteps);
    const scale = o.read(this.scale);
    const afterGood = where(o, grows, minimum(o, multiply(o, scale, 2), LARGEST), scale);
    const afterBad = maximum(o, multiply(o, scale, 0.5), 1);
    o.assign(this.scale, where(o, applied, afterGood, afterBad));
    o.assign(this.goodSteps, where(o, o.binary('and', applied, o.unary('not', grows)), good, 0));
  }
}
