/** The loss in chunks of tokens. Its forward pass computes the gradients too, since it has the logits at hand. */
import { crossEntropyOp, sizeOf } from '@oneday/ops';
import type { CrossEntropyInputs, Spec } from '@oneday/ops';
import { cpuKernel } from '../cpu-kernel.ts';
import type { TensorsOf } from '../cpu-kernel.ts';
import type { Slot } from '../tensor.ts';
import { computesInF32 } from './support.ts';

/** Logits kept at once, about: 4 MiB stay in the caches of two cores. */
const chunkLogits = 1 << 20;

/** The saved gradient of the sum of losses, by the input it belongs to. */
const savedNames = { hiddenND: 'hiddenGradient', weightVD: 'weightGradient', bias: 'biasGradient' } as const;

/** Saves the gradients of the sum of losses; the backward pass scales them by the cotangent. */
export const crossEntropyKernel = cpuKernel(crossEntropyOp, {
  supports: ({ hiddenND, weightVD }, { operands }) => computesInF32(operands, hiddenND, weightVD),
  forward(steps, { inputs, outputs: { lossSum, count, correct }, saved }) {
    const [rows, width, vocabulary] = sizesOf(inputs);
    const chunk = Math.min(Math.max(64, Math.floor(chunkLogits / vocabulary)), 1024);
    const workspace = steps.scratch([chunk * (Math.ceil(vocabulary / 16) * 16) + 3 * chunk]);
    const gradients: Slot[] = [saved['hiddenGradient'] ?? 0, saved['weightGradient'] ?? 0, saved['biasGradient'] ?? 0];
    steps.kernel(
      'crossEntropy',
      [
        rows,
        vocabulary,
        width,
        inputs.hiddenND,
        inputs.weightVD,
        inputs.bias ?? 0,
        inputs.labels,
        lossSum,
        count,
        correct,
        chunk,
        workspace,
        ...gradients,
        0,
      ],
      (rows * vocabulary * width) / 4,
    );
  },
  backward: {
    saves({ hiddenND, weightVD, bias }): Record<string, Spec> {
      const gradients = { hiddenGradient: hiddenND, weightGradient: weightVD };
      return bias === undefined ? gradients : { ...gradients, biasGradient: bias };
    },
    uses: [],
    accumulates: ['hiddenND', 'weightVD', 'bias'],
    emit(steps, { saved, cotangents, gradients }) {
      for (const name of ['hiddenND', 'weightVD', 'bias'] as const) {
        const [target, gradient] = [gradients[name], saved[savedNames[name]]];
        if (target === undefined || gradient === undefined) continue;
        const size = sizeOf(gradient.shape);
        steps.kernel('scaleAdd', [size, Number(target.accumulate), cotangents.lossSum!, gradient, target.tensor]);
      }
    },
  },
});

function sizesOf({
  hiddenND,
  weightVD,
}: TensorsOf<CrossEntropyInputs>): [rows: number, width: number, vocabulary: number] {
  const [rows, width] = hiddenND.shape as [number, number];
  return [rows, width, weightVD.shape[0]!];
}
