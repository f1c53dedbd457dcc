/** The optimizer's ops. */
import { adamwOp, globalNormOp, sizeOf } from '@oneday/ops';
import { cpuKernel } from '../cpu-kernel.ts';

/** Elements whose squares the kernel sums into one partial result, a float64. */
const chunkElements = 4096;

/** Sums of squares by chunks, in float64, added up in a fixed order. */
export const globalNormKernel = cpuKernel(globalNormOp, {
  supports: () => true,
  forward(steps, { inputs, outputs: { norm } }) {
    const tensors = Object.values(inputs).filter((tensor) => tensor !== undefined);
    const chunks = tensors.map(({ shape }) => Math.ceil(sizeOf(shape) / chunkElements));
    const total = chunks.reduce((sum, count) => sum + count, 0);
    const partials = steps.scratch([2 * total]);
    let chunk = 0;
    tensors.forEach((tensor, i) => {
      steps.kernel(
        'sumOfSquares',
        [sizeOf(tensor.shape), tensor, { tensor: partials, elements: 2 * chunk }],
        sizeOf(tensor.shape),
      );
      chunk += chunks[i]!;
    });
    steps.kernel('combineSumOfSquares', [total, partials, norm, 1]);
  },
});

/** Parameter and moments in one pass, in place. */
export const adamwKernel = cpuKernel(adamwOp, {
  supports: () => true,
  inPlace: { nextParameter: 'parameter', nextFirstMoment: 'firstMoment', nextSecondMoment: 'secondMoment' },
  forward(steps, { inputs, attributes: { beta1, beta2, epsilon, weightDecay }, outputs }) {
    const constants = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, weightDecay].map((f32) => ({ f32 }));
    steps.kernel('adamw', [
      sizeOf(inputs.parameter.shape),
      inputs.parameter,
      inputs.gradient,
      inputs.firstMoment,
      inputs.secondMoment,
      outputs.nextParameter,
      outputs.nextFirstMoment,
      outputs.nextSecondMoment,
      ...constants,
      inputs.learningRate,
      inputs.gradientScale,
      inputs.firstCorrection,
      inputs.secondCorrection,
      inputs.apply,
    ]);
  },
});
