/** Attention by batched products and TensorFlow's Softmax, whose result is saved. */
import { attentionOp, attentionSizes } from '@oneday/ops';
import type { AttentionAttributes, AttentionInputs, PrecisionPolicy, Spec } from '@oneday/ops';
import { integerAttribute, typeAttribute } from '../binding.ts';
import type { Plan, Slot } from '../plan.ts';
import { add, multiply, products, rounded, subtract, sum, where } from '../lower/arithmetic.ts';
import { visibleKeys } from './attention-mask.ts';
import { tensorKernel } from './tensor-kernel.ts';
import type { OperandsOf } from './tensor-kernel.ts';

/** The score of what is not seen. A row of such scores has weights, which are masked; −∞ would make them NaN. */
const unseen = -3e38;

/** Exchanges time and heads. */
function exchanged(plan: Plan, x: Slot): Slot {
  return plan.run('Transpose', [x, plan.integers([0, 2, 1, 3])]);
}

/** q, k and v, [B,H,T,K], rounded. */
function headsOf(
  plan: Plan, inputs: OperandsOf<AttentionInputs>, operands: PrecisionPolicy | undefined,
): [Slot, Slot, Slot] {
  const { qkvBT3HK: packed } = inputs;
  const part = (which: number) => {
    const [batch, time, , heads, width] = packed!.shape as [number, number, number, number, number];
    const of = plan.run('Slice', [
      plan.input(packed!.index), plan.integers([0, 0, which, 0, 0]), plan.integers([batch, time, 1, heads, width]),
    ]);
    return plan.run('Reshape', [of, plan.integers([batch, time, heads, width])]);
  };
  const parts = packed === undefined
    ? [inputs.qBTHK!, inputs.kBTHK!, inputs.vBTHK!].map(({ index }) => plan.input(index))
    : [part(0), part(1), part(2)];
  return parts.map((x) => rounded(plan, exchanged(plan, x), operands)) as [Slot, Slot, Slot];
}

function scaleOf({ scale }: AttentionAttributes, headWidth: number): number {
  return scale ?? headWidth ** -0.5;
}

/** See `attentionOp`. */
export const attentionKernel = tensorKernel(attentionOp, {
  supports(inputs) {
    const { batch, queryTime, keyTime, headWidth } = attentionSizes(inputs);
    const operands: (Spec | undefined)[] = [inputs.qkvBT3HK, inputs.qBTHK, inputs.kBTHK, inputs.vBTHK];
    if (operands.some((spec) => spec !== undefined && spec.dtype !== 'f32')) return 'the kernel takes f32';
    return batch * queryTime * keyTime * headWidth > 0 ? true : 'the kernel takes no empty arrays';
  },
  forward(plan, { inputs, attributes, outputs, saved }) {
    const sizes = attentionSizes(inputs);
    const [q, k, v] = headsOf(plan, inputs, attributes.operands);
    const scaled = multiply(plan, products(plan, q, k, { b: true }), scaleOf(attributes, sizes.headWidth));
    const scores = inputs.bias === undefined ? scaled : add(plan, scaled, plan.input(inputs.bias.index));
    const visible = visibleKeys(plan, inputs, attributes, sizes);
    const masked = visible === undefined ? scores : where(plan, visible, scores, unseen);
    const shares = plan.run('Softmax', [masked]);
    const weights = visible === undefined ? shares : where(plan, visible, shares, 0);
    const out = products(plan, rounded(plan, weights, attributes.operands), v);
    plan.result(exchanged(plan, out), outputs.out.index);
    if (saved.weightsBHQK !== undefined) plan.result(weights, saved.weightsBHQK.index);
  },
  backward: {
    saves(inputs) {
      const { batch, heads, queryTime, keyTime } = attentionSizes(inputs);
      return { weightsBHQK: { shape: [batch, heads, queryTime, keyTime], dtype: 'f32' } };
    },
    uses: ['qkvBT3HK', 'qBTHK', 'kBTHK', 'vBTHK'],
    emit(plan, { used, attributes, saved, cotangents, gradients }) {
      const { operands } = attributes;
      const [q, k, v] = headsOf(plan, used, operands);
      const weights = plan.input(saved.weightsBHQK!.index);
      const cotangent = rounded(plan, exchanged(plan, plan.input(cotangents.out!.index)), operands);
      const ofWeights = products(plan, cotangent, v, { b: true });
      const along = sum(plan, multiply(plan, ofWeights, weights), [3], true);
      const ofScores = multiply(plan, subtract(plan, ofWeights, along), weights);
      if (gradients.bias !== undefined) {
        const isShared = gradients.bias.shape[0] === 1;
        const ofHeads = sum(plan, ofScores, [0]);
        plan.result(isShared ? sum(plan, ofHeads, [0], true) : ofHeads, gradients.bias.index);
      }
      const ofProducts = rounded(plan, multiply(plan, ofScores, scaleOf(attributes, widthOf(used))), operands);
      const ofQueries = () => exchanged(plan, products(plan, ofProducts, k));
      const ofKeys = () => exchanged(plan, products(plan, ofProducts, q, { a: true }));
      const ofValues = () => exchanged(plan, products(plan, rounded(plan, weights, operands), cotangent, { a: true }));
      if (gradients.qkvBT3HK !== undefined) {
        const packed = plan.run('Pack', [ofQueries(), ofKeys(), ofValues()], [
          integerAttribute('N', 3), typeAttribute('T', 'f32'), integerAttribute('axis', 2),
        ]);
        plan.result(packed, gradients.qkvBT3HK.index);
      }
      if (gradients.qBTHK !== undefined) plan.result(ofQueries(), gradients.qBTHK.index);
      if (gradients.kBTHK !== undefined) plan.result(ofKeys(), gradients.kBTHK.index);
      if (gradients.vBTHK !== undefined) plan.result(ofValues(), gradients.vBTHK.index);
    },
  },
});

function widthOf({ qkvBT3HK, qBTHK }: OperandsOf<AttentionInputs>): number {
  return (qkvBT3HK ?? qBTHK)!.shape.at(-1)!;
}
