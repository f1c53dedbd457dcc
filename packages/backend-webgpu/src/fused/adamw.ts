/** AdamW in one pass over parameter, gradient and moments, in place. */
import { adamwOp, sizeOf } from '@oneday/ops';
import { floatBits } from '../steps.ts';
import type { Shader } from '../wgsl/shader.ts';
import { gpuKernel } from '../gpu-kernel.ts';

/** Eight bindings are what every device allows, so the scalars are gathered first. */
const gatherScalarsShader: Shader = {
  key: 'adamw scalars',
  bindings: [
    { name: 'learningRate', type: 'f32' }, { name: 'gradientScale', type: 'f32' },
    { name: 'firstCorrection', type: 'f32' }, { name: 'secondCorrection', type: 'f32' },
    { name: 'applies', type: 'i32' }, { name: 'scalars', type: 'f32', write: true },
  ],
  body: `  scalars[0] = learningRate[0];
  scalars[1] = gradientScale[0];
  scalars[2] = firstCorrection[0];
  scalars[3] = secondCorrection[0];
  scalars[4] = f32(applies[0]);`,
};

const adamwShader: Shader = {
  key: 'adamw',
  bindings: [
    { name: 'gradient', type: 'f32' }, { name: 'scalars', type: 'f32' },
    { name: 'parameter', type: 'f32', write: true }, { name: 'firstMoment', type: 'f32', write: true },
    { name: 'secondMoment', type: 'f32', write: true },
  ],
  body: `  if (scalars[4] == 0.0) { return; }
  let scaled = gradient[i] * scalars[1];
  let first = firstMoment[i] * pf(0u) + scaled * pf(1u);
  let second = secondMoment[i] * pf(2u) + scaled * scaled * pf(3u);
  let direction = first / scalars[2] / (sqrt(second / scalars[3]) + pf(4u));
  parameter[i] = parameter[i] * (1.0 - scalars[0] * pf(5u)) - direction * scalars[0];
  firstMoment[i] = first;
  secondMoment[i] = second;`,
};

/** See `adamwOp`. */
export const adamwKernel = gpuKernel(adamwOp, {
  supports: () => true,
  inPlace: { nextParameter: 'parameter', nextFirstMoment: 'firstMoment', nextSecondMoment: 'secondMoment' },
  forward(steps, { inputs, attributes: { beta1, beta2, epsilon, weightDecay }, outputs }) {
    const scalars = steps.scratch(5);
    const array = (name: keyof typeof inputs) => inputs[name].array;
    steps.dispatch(gatherScalarsShader, [
      array('learningRate'), array('gradientScale'), array('firstCorrection'), array('secondCorrection'),
      array('apply'), scalars,
    ], 1);
    steps.dispatch(
      adamwShader,
      [
        array('gradient'), scalars, outputs.nextParameter.array, outputs.nextFirstMoment.array,
        outputs.nextSecondMoment.array,
      ],
      sizeOf(inputs.parameter.shape),
      [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, weightDecay].map(floatBits),
    );
  },
});
