/** Layer normalisation. Mean and 1/deviation of each row are saved. */
import { layerNormOp } from '@oneday/ops';
import type { Shape } from '@oneday/ops';
import type { Plan, Slot } from '../plan.ts';
import { add, meanOfRows, multiply, subtract, sum } from '../lower/arithmetic.ts';
import { tensorKernel } from './tensor-kernel.ts';

/** A number for each row of `x`. */
function rowsOf(shape: Shape): Shape {
  return [...shape.slice(0, -1), 1];
}

/** The normalised rows, with the statistics that they need. */
function normalise(plan: Plan, x: Slot, epsilon: number): { normalised: Slot; mean: Slot; inverse: Slot } {
  const mean = meanOfRows(plan, x);
  const centred = subtract(plan, x, mean);
  const variance = meanOfRows(plan, plan.run('Square', [centred]));
  const inverse = plan.run('Rsqrt', [add(plan, variance, epsilon)]);
  return { normalised: multiply(plan, centred, inverse), mean, inverse };
}

/** See `layerNormOp`. */
export const layerNormKernel = tensorKernel(layerNormOp, {
  supports: ({ x }) => (x.shape.at(-1)! > 0 ? true : 'the kernel needs rows that are not empty'),
  forward(plan, { inputs: { x, weight, bias }, attributes: { epsilon }, outputs, saved }) {
    const { normalised, mean, inverse } = normalise(plan, plan.input(x.index), epsilon);
    const scaled = weight === undefined ? normalised : multiply(plan, normalised, plan.input(weight.index));
    plan.result(bias === undefined ? scaled : add(plan, scaled, plan.input(bias.index)), outputs.out.index);
    if (saved.mean === undefined) return;
    plan.result(mean, saved.mean.index);
    plan.result(inverse, saved.inverse!.index);
  },
  backward: {
    saves: ({ x }) => {
      const statistic = { shape: rowsOf(x.shape), dtype: 'f32' } as const;
      return { mean: statistic, inverse: statistic };
    },
    uses: ['x', 'weight'],
    emit(plan, { used: { x, weight }, saved, cotangents, gradients }) {
      const [cotangent, inverse] = [plan.input(cotangents.out!.index), plan.input(saved.inverse!.index)];
      const centred = subtract(plan, plan.input(x!.index), plan.input(saved.mean!.index));
      const normalised = multiply(plan, centred, inverse);
      const rows = x!.shape.slice(0, -1).map((_, axis) => axis);
      if (gradients.weight !== undefined) {
        plan.result(sum(plan, multiply(plan, cotangent, normalised), rows), gradients.weight.index);
      }
      if (gradients.bias !== undefined) plan.result(sum(plan, cotangent, rows), gradients.bias.index);
      if (gradients.x === undefined) return;
      const scaled = weight === undefined ? cotangent : multiply(plan, cotangent, plan.input(weight.index));
      const along = multiply(plan, normalised, meanOfRows(plan, multiply(plan, scaled, normalised)));
      const across = subtract(plan, subtract(plan, scaled, meanOfRows(plan, scaled)), along);
      plan.result(multiply(plan, across, inverse), gradients.x.index);
    },
  },
});
