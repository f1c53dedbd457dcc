/** The affine map: one product forward, two backward. */
import { linearOp, sizeOf } from '@oneday/ops';
import type { Spec } from '@oneday/ops';
import { cpuKernel } from '../cpu-kernel.ts';
import { activationCodes, emitProduct } from '../lower/matmul.ts';
import type { Steps } from '../steps.ts';
import type { Tensor } from '../tensor.ts';
import { computesInF32 } from './support.ts';

/** Bias, activation and residual are added while the product's block is in the cache. */
export const linearKernel = cpuKernel(linearOp, {
  supports: ({ x, weight }, { operands }) => computesInF32(operands, x, weight),
  forward(steps, { inputs: { x, weight, bias, residual }, attributes, outputs: { out }, saved }) {
    const [columns, depth] = weight.shape as [number, number];
    emitProduct(steps, {
      batch: 1,
      rows: sizeOf(x.shape) / depth,
      columns,
      depth,
      a: x,
      transposeA: false,
      b: weight,
      transposeB: true,
      c: out,
      accumulate: false,
      bias,
      residual,
      activation: activationCodes[attributes.activation ?? 'none'],
      beforeActivation: saved['beforeActivation'],
    });
  },
  backward: {
    saves({ x, weight }, { activation }): Record<string, Spec> {
      const shape = [...x.shape.slice(0, -1), weight.shape[0]!];
      return activation === undefined ? {} : { beforeActivation: { shape, dtype: 'f32' } };
    },
    uses: ['x', 'weight'],
    passes: { residual: 'out' },
    accumulates: ['x', 'weight', 'bias'],
    emit(steps, { used, attributes, saved, cotangents, gradients }) {
      const [x, weight] = [used.x!, used.weight!];
      const [columns, depth] = weight.shape as [number, number];
      const rows = sizeOf(x.shape) / depth;
      const gradient = beforeActivation(
        steps,
        cotangents.out!,
        saved['beforeActivation'],
        activationCodes[attributes.activation ?? 'none'],
      );
      if (gradients.x !== undefined) {
        emitProduct(steps, {
          batch: 1,
          rows,
          columns: depth,
          depth: columns,
          a: gradient,
          transposeA: false,
          b: weight,
          transposeB: false,
          c: gradients.x.tensor,
          accumulate: gradients.x.accumulate,
        });
      }
      if (gradients.weight !== undefined) {
        emitProduct(steps, {
          batch: 1,
          rows: columns,
          columns: depth,
          depth: rows,
          a: gradient,
          transposeA: true,
          b: x,
          transposeB: false,
          c: gradients.weight.tensor,
          accumulate: gradients.weight.accumulate,
        });
      }
      if (gradients.bias !== undefined) {
        const { tensor, accumulate } = gradients.bias;
        steps.kernel('reduceSumF32', [1, rows, columns, gradient, tensor, Number(accumulate)]);
      }
    },
  },
});

/** The cotangent of what went into the activation. */
function beforeActivation(steps: Steps, cotangent: Tensor, saved: Tensor | undefined, code: number): Tensor {
  if (saved === undefined) return cotangent;
  const gradient = steps.scratch(cotangent.shape);
  steps.kernel('activationBackward', [code, sizeOf(cotangent.shape), saved, cotangent, gradient, 0]);
  return gradient;
}
