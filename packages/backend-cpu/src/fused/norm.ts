/** Both norms: statistics are saved; weight gradients are sums over chunks of rows in a fixed order. */
import { layerNormOp, rmsNormOp, sizeOf } from '@oneday/ops';
import type { Spec } from '@oneday/ops';
import { cpuKernel } from '../cpu-kernel.ts';
import type { GradientTarget } from '../cpu-kernel.ts';
import type { Steps } from '../steps.ts';
import type { Tensor } from '../tensor.ts';

/** Rows whose weight gradients the kernel sums into one partial result. */
const chunkRows = 64;

interface NormBackward {
  readonly x: Tensor;
  readonly weight: Tensor | undefined;
  readonly mean: Tensor | undefined;
  readonly reciprocalDeviation: Tensor;
  readonly cotangent: Tensor;
  readonly gradients: { readonly x?: GradientTarget; readonly weight?: GradientTarget; readonly bias?: GradientTarget };
}

/** Saves mean and 1/deviation of each row. */
export const layerNormKernel = cpuKernel(layerNormOp, {
  supports: () => true,
  forward(steps, { inputs: { x, weight, bias }, attributes, outputs, saved }) {
    const statistics = [saved['mean'] ?? 0, saved['reciprocalDeviation'] ?? 0];
    const slots = [
      ...rowsAndWidth(x),
      x,
      weight ?? 0,
      bias ?? 0,
      { f32: attributes.epsilon },
      outputs.out,
      ...statistics,
    ];
    steps.kernel('layerNorm', slots);
  },
  backward: {
    saves: ({ x }) => ({ mean: perRow(x), reciprocalDeviation: perRow(x) }),
    uses: ['x', 'weight'],
    accumulates: ['x', 'weight', 'bias'],
    emit: (steps, { used, saved, cotangents, gradients }) =>
      emitBackward(steps, 'layerNormBackward', {
        x: used.x!,
        weight: used.weight,
        mean: saved['mean'],
        reciprocalDeviation: saved['reciprocalDeviation']!,
        cotangent: cotangents.out!,
        gradients,
      }),
  },
});

/** Saves 1/root mean square of each row. */
export const rmsNormKernel = cpuKernel(rmsNormOp, {
  supports: () => true,
  forward(steps, { inputs: { x, weight }, attributes, outputs, saved }) {
    const slots = [...rowsAndWidth(x), x, weight ?? 0, 0, { f32: attributes.epsilon }, outputs.out, 0];
    steps.kernel('rmsNorm', [...slots, saved['reciprocalDeviation'] ?? 0]);
  },
  backward: {
    saves: ({ x }) => ({ reciprocalDeviation: perRow(x) }),
    uses: ['x', 'weight'],
    accumulates: ['x', 'weight'],
    emit: (steps, { used, saved, cotangents, gradients }) =>
      emitBackward(steps, 'rmsNormBackward', {
        x: used.x!,
        weight: used.weight,
        mean: undefined,
        reciprocalDeviation: saved['reciprocalDeviation']!,
        cotangent: cotangents.out!,
        gradients,
      }),
  },
});

function emitBackward(steps: Steps, opcode: 'layerNormBackward' | 'rmsNormBackward', call: NormBackward): void {
  const [rows, width] = rowsAndWidth(call.x);
  const { x, weight, bias } = call.gradients;
  const chunks = Math.ceil(rows / chunkRows);
  const partials = (target: GradientTarget | undefined) =>
    target === undefined ? undefined : steps.scratch([chunks, width]);
  const [weightPartials, biasPartials] = [partials(weight), partials(bias)];
  steps.kernel(opcode, [
    rows,
    width,
    call.x,
    call.weight ?? 0,
    call.cotangent,
    call.mean ?? 0,
    call.reciprocalDeviation,
    x?.tensor ?? 0,
    Number(x?.accumulate ?? false),
    0,
    weightPartials ?? 0,
    biasPartials ?? 0,
  ]);
  for (const [target, sums] of [
    [weight, weightPartials],
    [bias, biasPartials],
  ] as const) {
    if (target === undefined) continue;
    steps.kernel('reduceSumF32', [1, chunks, width, sums!, target.tensor, Number(target.accumulate)]);
  }
}

function rowsAndWidth(x: Spec): [rows: number, width: number] {
  const width = x.shape.at(-1)!;
  return [sizeOf(x.shape.slice(0, -1)), width];
}

function perRow(x: Spec): Spec {
  return { shape: [sizeOf(x.shape.slice(0, -1))], dtype: 'f32' };
}
