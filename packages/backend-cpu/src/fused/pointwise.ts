/** Fused ops that go over elements once: activation, gated, dropout, rotary, embedding. */
import { activationOp, dropoutOp, embeddingOp, gatedOp, rotaryOp, sizeOf } from '@oneday/ops';
import { cpuKernel } from '../cpu-kernel.ts';
import { activationCodes } from '../lower/matmul.ts';
import type { Slot, Tensor } from '../tensor.ts';
import { computesInF32 } from './support.ts';

/** One pass each way; the backward pass computes the derivative from x. */
export const activationKernel = cpuKernel(activationOp, {
  supports: () => true,
  forward(steps, { inputs: { x }, attributes, outputs: { out } }) {
    steps.kernel('activation', [activationCodes[attributes.activation], sizeOf(x.shape), x, out]);
  },
  backward: {
    saves: () => ({}),
    uses: ['x'],
    emit(steps, { used, attributes, cotangents, gradients }) {
      const x = used.x!;
      const slots = [
        activationCodes[attributes.activation],
        sizeOf(x.shape),
        x,
        cotangents.out!,
        gradients.x!.tensor,
        0,
      ];
      steps.kernel('activationBackward', slots);
    },
  },
});

/** Both halves in one pass. */
export const gatedKernel = cpuKernel(gatedOp, {
  supports: ({ gateUp }, { operands }) => computesInF32(operands, gateUp),
  forward(steps, { inputs: { gateUp }, attributes, outputs: { out } }) {
    const inner = out.shape.at(-1)!;
    steps.kernel('gated', [activationCodes[attributes.activation], rowsOf(out), inner, gateUp, out]);
  },
  backward: {
    saves: () => ({}),
    uses: ['gateUp'],
    emit(steps, { used, attributes, cotangents, gradients }) {
      const cotangent = cotangents.out!;
      const sizes = [activationCodes[attributes.activation], rowsOf(cotangent), cotangent.shape.at(-1)!];
      steps.kernel('gatedBackward', [...sizes, used.gateUp!, cotangent, gradients.gateUp!.tensor, 0]);
    },
  },
});

/** The random bits are made in passing, both ways, and never stored. */
export const dropoutKernel = cpuKernel(dropoutOp, {
  supports: () => true,
  forward(steps, { inputs: { x, key }, attributes: { rate }, outputs: { out } }) {
    steps.kernel('dropout', [sizeOf(x.shape), key, { f32: rate }, x, out, 0]);
  },
  backward: {
    saves: () => ({}),
    uses: ['key'],
    emit(steps, { used, attributes: { rate }, cotangents, gradients }) {
      const cotangent = cotangents.out!;
      steps.kernel('dropout', [sizeOf(cotangent.shape), used.key!, { f32: rate }, cotangent, gradients.x!.tensor, 0]);
    },
  },
});

/** The backward pass turns by the opposite angles. */
export const rotaryKernel = cpuKernel(rotaryOp, {
  supports: () => true,
  forward(steps, { inputs: { xBTHK, positions }, attributes: { base }, outputs: { out } }) {
    steps.kernel('rotary', rotarySlots(xBTHK, positions, base, out, false));
  },
  backward: {
    saves: () => ({}),
    uses: ['positions'],
    emit(steps, { used, attributes: { base }, cotangents, gradients }) {
      steps.kernel('rotary', rotarySlots(cotangents.out!, used.positions!, base, gradients.xBTHK!.tensor, true));
    },
  },
});

/** Rows are gathered; gradients are added in the order of the tokens, so that they do not depend on threads. */
export const embeddingKernel = cpuKernel(embeddingOp, {
  supports: () => true,
  forward(steps, { inputs: { table, ids }, outputs: { out } }) {
    const [vocabulary, width] = table.shape as [number, number];
    steps.kernel('gatherRows', [sizeOf(ids.shape), vocabulary, width, table, ids, out]);
  },
  backward: {
    saves: () => ({}),
    uses: ['ids'],
    accumulates: ['table'],
    emit(steps, { used, cotangents, gradients }) {
      const { tensor, accumulate } = gradients.table!;
      const [vocabulary, width] = tensor.shape as [number, number];
      const slots = [
        sizeOf(used.ids!.shape),
        vocabulary,
        width,
        used.ids!,
        cotangents.out!,
        tensor,
        Number(accumulate),
      ];
      steps.kernel('scatterAddRows', slots);
    },
  },
});

function rotarySlots(x: Tensor, positions: Tensor, base: number, out: Tensor, inverse: boolean): Slot[] {
  const [batch, time, heads, width] = x.shape as [number, number, number, number];
  const rowStride = heads * width;
  return [batch, time, heads, width, x, rowStride, out, rowStride, positions, 1, { f32: base }, Number(inverse), 0];
}

function rowsOf(tensor: Tensor): number {
  return sizeOf(tensor.shape.slice(0, -1));
}
