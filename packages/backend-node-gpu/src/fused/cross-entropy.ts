/**
 * The loss by TensorFlow's LogSoftmax, which is saved. Its sparse cross-entropy is not the same in every run on cards.
 */
import { crossEntropyOp } from '@oneday/ops';
import { integerAttribute, typeAttribute } from '../binding.ts';
import { areInside } from '../lower/rows.ts';
import type { Plan, Slot } from '../plan.ts';
import { add, multiply, product, rounded, subtract, sum, where } from '../lower/arithmetic.ts';
import { tensorKernel } from './tensor-kernel.ts';

const integer = { dtype: 'i32' } as const;

function asNumbers(plan: Plan, truths: Slot): Slot {
  return plan.run('Cast', [truths], [typeAttribute('SrcT', 'bool'), typeAttribute('DstT', 'f32')]);
}

/** See `crossEntropyOp`. */
export const crossEntropyKernel = tensorKernel(crossEntropyOp, {
  supports: ({ hiddenND, weightVD }) =>
    hiddenND.dtype === 'f32' && weightVD.dtype === 'f32' && weightVD.shape[0]! > 0
      ? true
      : 'the kernel takes f32 and a vocabulary that is not empty',
  forward(plan, { inputs: { hiddenND, weightVD, bias, labels }, attributes: { operands }, outputs, saved }) {
    const [hidden, weight] = [hiddenND, weightVD].map(({ index }) => rounded(plan, plan.input(index), operands));
    const scores = product(plan, hidden!, weight!, { b: true });
    const logitsNV = bias === undefined ? scores : add(plan, scores, plan.input(bias.index));
    const logProbabilitiesNV = plan.run('LogSoftmax', [logitsNV]);
    const label = plan.input(labels.index);
    const isKnown = areInside(plan, label, weightVD.shape[0]!);
    const safe = where(plan, isKnown, label, plan.scalar(0, integer));
    const ofLabel = plan.run('GatherV2', [logProbabilitiesNV, safe, plan.scalar(1, integer)], [
      integerAttribute('batch_dims', 1),
    ]);
    plan.result(sum(plan, where(plan, isKnown, plan.run('Neg', [ofLabel]), 0), [0]), outputs.lossSum.index);
    plan.result(sum(plan, asNumbers(plan, isKnown), [0]), outputs.count.index);
    const largest = plan.run('ArgMax', [logitsNV, plan.scalar(1, integer)], [typeAttribute('output_type', 'i32')]);
    const isCorrect = plan.run('LogicalAnd', [isKnown, plan.run('Equal', [largest, label])]);
    plan.result(sum(plan, asNumbers(plan, isCorrect), [0]), outputs.correct.index);
    if (saved.logProbabilitiesNV !== undefined) plan.result(logProbabilitiesNV, saved.logProbabilitiesNV.index);
  },
  backward: {
    saves: ({ hiddenND, weightVD }) => ({
      logProbabilitiesNV: { shape: [hiddenND.shape[0]!, weightVD.shape[0]!], dtype: 'f32' },
    }),
    uses: ['hiddenND', 'weightVD', 'labels'],
    emit(plan, { used: { hiddenND, weightVD, labels }, attributes, saved, cotangents, gradients }) {
      const { operands } = attributes;
      const [rows, vocabulary] = [hiddenND!.shape[0]!, weightVD!.shape[0]!];
      const label = plan.input(labels!.index);
      const isLabel = plan.run('OneHot', [
        label, plan.scalar(vocabulary, integer), plan.scalar(1, hiddenND!), plan.scalar(0, hiddenND!),
      ], [integerAttribute('axis', -1)]);
      const probabilities = plan.run('Exp', [plan.input(saved.logProbabilitiesNV!.index)]);
      const ofRow = where(plan, areInside(plan, label, vocabulary), plan.input(cotangents.lossSum!.index), 0);
      const column = plan.run('Reshape', [ofRow, plan.integers([rows, 1])]);
      const gradientNV = multiply(plan, subtract(plan, probabilities, isLabel), column);
      if (gradients.bias !== undefined) plan.result(sum(plan, gradientNV, [0]), gradients.bias.index);
      const operand = rounded(plan, gradientNV, operands);
      if (gradients.hiddenND !== undefined) {
        const weight = rounded(plan, plan.input(weightVD!.index), operands);
        plan.result(product(plan, operand, weight), gradients.hiddenND.index);
      }
      if (gradients.weightVD === undefined) return;
      const hidden = rounded(plan, plan.input(hiddenND!.index), operands);
      plan.result(product(plan, operand, hidden, { a: true }), gradients.weightVD.index);
    },
  },
});
