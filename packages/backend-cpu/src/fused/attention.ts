/** Attention by tiles: scores never exist whole; the backward pass computes them again. */
import { attentionOp, attentionSizes, sizeOf } from '@oneday/ops';
import type { AttentionAttributes, AttentionInputs, AttentionSizes } from '@oneday/ops';
import { cpuKernel } from '../cpu-kernel.ts';
import type { GradientTarget, TensorsOf } from '../cpu-kernel.ts';
import type { Steps } from '../steps.ts';
import type { Slot, Tensor } from '../tensor.ts';
import { computesInF32 } from './support.ts';

/** An operand with H heads a row: where it starts, and elements from one time step to the next. */
interface Rows {
  readonly start: Slot;
  readonly stride: number;
}

/** Queries, keys and values, or their gradients. */
type Triple = readonly [q: Rows, k: Rows, v: Rows];

/** The widest head that the kernel's tiles hold. */
const widestHead = 4096;

/** Saves the logarithm of each softmax's denominator, nothing of the size of the scores. */
export const attentionKernel = cpuKernel(attentionOp, {
  supports(inputs, { window, operands }) {
    if (window !== undefined) return 'window: the kernel has no sliding window';
    const { headWidth } = attentionSizes(inputs);
    if (headWidth > widestHead) return `K = ${headWidth}: the kernel takes heads up to ${widestHead} wide`;
    return computesInF32(
      operands,
      ...Object.values(inputs).filter((spec) => spec !== undefined && spec.dtype !== 'i32'),
    );
  },
  forward(steps, { inputs, attributes, outputs: { out }, saved }) {
    const sizes = attentionSizes(inputs);
    const logSumExp = saved['logSumExp'] ?? steps.scratch(perQuery(sizes));
    steps.kernel('attentionForward', sharedSlots(inputs, attributes, sizes, out, logSumExp), workOf(sizes));
  },
  backward: {
    saves: (inputs) => ({ logSumExp: { shape: perQuery(attentionSizes(inputs)), dtype: 'f32' } }),
    uses: ['qkvBT3HK', 'qBTHK', 'kBTHK', 'vBTHK', 'querySegments', 'keySegments', 'bias', 'keyLength', 'out'],
    accumulates: ['bias'],
    emit(steps, { used, attributes, saved, cotangents, gradients }) {
      const inputs = used as TensorsOf<AttentionInputs>;
      const sizes = attentionSizes(inputs);
      const [dq, dk, dv] = gradientRows(steps, inputs, sizes, gradients);
      steps.kernel(
        'attentionBackward',
        [
          ...sharedSlots(inputs, attributes, sizes, used.out!, saved['logSumExp']!),
          cotangents.out!,
          sizes.heads * sizes.headWidth,
          dq.start,
          dq.stride,
          dk.start,
          dk.stride,
          dv.start,
          dv.stride,
          0,
          gradients.bias?.tensor ?? 0,
          Number(gradients.bias?.accumulate ?? false),
        ],
        workOf(sizes),
      );
    },
  },
});

function sharedSlots(
  inputs: TensorsOf<AttentionInputs>,
  { causal, scale }: AttentionAttributes,
  sizes: AttentionSizes,
  out: Tensor,
  logSumExp: Tensor,
): Slot[] {
  const { batch, heads, queryTime, keyTime, headWidth } = sizes;
  const [q, k, v] =
    inputs.qkvBT3HK === undefined
      ? [rowsOf(inputs.qBTHK!, sizes), rowsOf(inputs.kBTHK!, sizes), rowsOf(inputs.vBTHK!, sizes)]
      : packedRows(inputs.qkvBT3HK, sizes);
  return [
    batch,
    heads,
    queryTime,
    keyTime,
    headWidth,
    q.start,
    q.stride,
    k.start,
    k.stride,
    v.start,
    v.stride,
    out,
    heads * headWidth,
    logSumExp,
    { f32: scale ?? headWidth ** -0.5 },
    Number(causal),
    inputs.keyLength ?? 0,
    inputs.querySegments ?? 0,
    inputs.keySegments ?? 0,
    inputs.bias ?? 0,
    inputs.bias?.shape[0] ?? 0,
  ];
}

/** Where the gradients of q, k and v go; the kernel writes all three, so what nobody asked for goes into scratch. */
function gradientRows(
  steps: Steps,
  inputs: TensorsOf<AttentionInputs>,
  sizes: AttentionSizes,
  gradients: { readonly [K in keyof AttentionInputs]?: GradientTarget },
): Triple {
  if (inputs.qkvBT3HK !== undefined) {
    return packedRows(gradients.qkvBT3HK?.tensor ?? steps.scratch(inputs.qkvBT3HK.shape), sizes);
  }
  const rows = (name: 'qBTHK' | 'kBTHK' | 'vBTHK') =>
    rowsOf(gradients[name]?.tensor ?? steps.scratch(inputs[name]!.shape), sizes);
  return [rows('qBTHK'), rows('kBTHK'), rows('vBTHK')];
}

function packedRows(tensor: Tensor, { heads, headWidth }: AttentionSizes): Triple {
  const width = heads * headWidth;
  const part = (which: number): Rows => ({ start: { tensor, elements: which * width }, stride: 3 * width });
  return [part(0), part(1), part(2)];
}

function rowsOf(tensor: Tensor, { heads, headWidth }: AttentionSizes): Rows {
  return { start: tensor, stride: heads * headWidth };
}

function perQuery({ batch, heads, queryTime }: AttentionSizes): number[] {
  return [batch, heads, queryTime];
}

function workOf({ batch, heads, queryTime, keyTime, headWidth }: AttentionSizes): number {
  return sizeOf([batch, heads, queryTime, keyTime, headWidth]);
}
