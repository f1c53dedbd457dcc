/** What an update reports, in one array, so that a step costs one transfer. */
import type { Backend, DeviceArray, Ops, Value } from '@oneday/ops';

/** What one optimizer step did. */
export interface StepResults {
  /** Sum of the losses of the step's scored positions, in nats. */
  readonly lossSum: number;
  /** Scored positions, over all micro-batches. */
  readonly count: number;
  /** Those whose label got the largest logit. */
  readonly correct: number;
  /** √Σ g² of the mean loss's gradients, before clipping. */
  readonly gradientNorm: number;
  /** False when a gradient was not finite: nothing was changed. */
  readonly applied: boolean;
}

/** The results inside the update program, `f32` scalars; `applied` is 1 or 0. */
export type StepValues = { readonly [K in keyof StepResults]: Value };

const order: readonly (keyof StepResults)[] = ['lossSum', 'count', 'correct', 'gradientNorm', 'applied'];

/** The results as one array, f32[5]. */
export function packStepResults(o: Ops, values: StepValues): Value {
  return o.concat(order.map((name) => o.reshape(values[name], [1])), 0);
}

/** Reads what an update gave, and disposes of it. Waits until that step has run. */
export async function readStepResults(backend: Backend, packed: DeviceArray): Promise<StepResults> {
  const numbers = await backend.read(packed);
  packed.dispose();
  const [lossSum, count, correct, gradientNorm, applied] = Array.from(numbers, Number);
  return { lossSum: lossSum!, count: count!, correct: correct!, gradientNorm: gradientNorm!, applied: applied === 1 };
}
