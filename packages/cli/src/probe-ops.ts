import {
  activation, adamw, attention, crossEntropy, disposeAll, dropout, embedding, gated, globalNorm, layerNorm, linear,
  mean, rmsNorm, rotary, Tape,
} from '@oneday/ops';
import type { Backend, Ops, Value } from '@oneday/ops';

/** How a backend carries out the fused ops. */
export interface OpReport {
  /** Ops with a kernel of the backend's own. */
  readonly native: readonly string[];
  /** Ops that run by their reference in primitives, and why. */
  readonly references: readonly { readonly op: string; readonly reason: string }[];
}

/**
 * Runs a small program with every fused op, forward and backward, on a backend.
 * @throws Error when a result is not finite: the backend does not work
 */
export async function probeOps(backend: Backend): Promise<OpReport> {
  const weight = backend.variable({ name: 'weight', shape: [8, 8], dtype: 'f32' }, new Float32Array(64).fill(0.125));
  const gradient = backend.variable({ name: 'gradient', shape: [8, 8], dtype: 'f32' });
  const program = backend.program('probe', (o) => {
    const tape = new Tape(o, { gradients: new Map([[weight, gradient]]) });
    tape.backward(everyOp(tape, tape.read(weight)));
    return { results: oneStep(o, o.read(weight), o.read(gradient)) };
  });
  await program.prepare({});
  const { results } = program.run({});
  const numbers = Array.from(await backend.read(results), Number);
  disposeAll(results);
  [weight, gradient].forEach((variable) => backend.freeVariable(variable));
  if (!numbers.every(Number.isFinite)) throw new Error(`${backend.name}: a small program gave ${numbers.join(', ')}`);
  return reportOf(backend);
}

/** A loss that every fused op of models has a part in. weight[8,8] → scalar. */
function everyOp(o: Ops, weight: Value): Value {
  const ids = o.reshape(o.iota([8], 0, 'i32'), [2, 4]);
  const positions = o.iota([2, 4], 1, 'i32');
  const hidden = layerNorm(o, linear(o, embedding(o, weight, ids), weight), {});
  const heads = rotary(o, o.reshape(hidden, [2, 4, 2, 4]), positions);
  const attended = o.reshape(attention(o, { q: heads, k: heads, v: heads }, { causal: true }), [2, 4, 8]);
  const gatedHalf = gated(o, rmsNorm(o, attended, {}), 'silu');
  const whole = activation(o, o.concat([gatedHalf, gatedHalf], 2), 'gelu');
  const key = o.cast(o.iota([2], 0, 'i32'), 'u32');
  return crossEntropy(o, dropout(o, whole, key, 0.1), weight, ids).lossSum;
}

/** What the optimizer's ops make of the gradient: [norm, mean of the next parameter]. */
function oneStep(o: Ops, parameter: Value, gradient: Value): Value {
  const norm = globalNorm(o, [gradient]);
  const moment = o.constant(0, { shape: [8, 8], dtype: 'f32' });
  const one = o.constant(1, { shape: [], dtype: 'f32' });
  const { nextParameter } = adamw(o, {
    parameter, gradient, firstMoment: moment, secondMoment: moment, learningRate: one, gradientScale: one,
    firstCorrection: one, secondCorrection: one, apply: o.unary('isFinite', norm),
  }, { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0 });
  return o.concat([norm, mean(o, nextParameter, [0, 1])].map((value) => o.reshape(value, [1])), 0);
}

function reportOf(backend: Backend): OpReport {
  const entries = backend.kernels.entries();
  const native = new Set(entries.filter(({ choice }) => choice === 'native').map(({ op }) => op));
  const references = entries.flatMap(({ op, choice }) => (
    choice === 'native' ? [] : [{ op, reason: choice.reference }]
  ));
  return { native: [...native].sort(), references };
}
