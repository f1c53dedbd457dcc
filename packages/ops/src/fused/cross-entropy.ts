/** The loss of a language model, from hidden states and the head's weight: logits never exist whole. */
import { add, compare, logSumExp, multiply, subtract, sum, valueOf, where } from '../arithmetic.ts';
import type { FusedOp, RoundingAttributes } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { roundOperand } from '../precision.ts';
import { describe, sameShape } from '../value.ts';
import type { Operand, Value } from '../value.ts';

/** Inputs of {@link crossEntropyOp}: hidden[N,D], weight[V,D], bias[V], labels i32[N]. */
export type CrossEntropyInputs = { hiddenND: Value; weightVD: Value; bias?: Value | undefined; labels: Value };

/** Results of {@link crossEntropyOp}, `f32` scalars. */
export type CrossEntropyOutputs = {
  /** Sum over scored positions of −log p(label), in nats. */
  lossSum: Value;
  /** Number of scored positions. */
  count: Value;
  /** Number of scored positions whose label has the largest logit (the first of equal ones). */
  correct: Value;
};

/** The fused op behind {@link crossEntropy}. */
export const crossEntropyOp: FusedOp<CrossEntropyInputs, RoundingAttributes, CrossEntropyOutputs> = {
  name: 'crossEntropy',
  differentiable: ['lossSum'],
  rounds: true,
  infer({ hiddenND, weightVD, bias, labels }) {
    const [rows, width] = hiddenND.shape;
    requireFit(hiddenND.shape.length === 2 && weightVD.shape.length === 2 && weightVD.shape[1] === width, () =>
      `crossEntropy: needs hidden[N,D] and weight[V,D]; got ${describe(hiddenND)}, ${describe(weightVD)}`);
    requireFit(labels.dtype === 'i32' && sameShape(labels.shape, [rows!]), () =>
      `crossEntropy: labels must be i32[${rows}]; got ${describe(labels)}`);
    requireFit(bias === undefined || sameShape(bias.shape, [weightVD.shape[0]!]), () =>
      `crossEntropy: bias must be [${weightVD.shape[0]}]; got ${describe(bias!)}`);
    const scalarSpec = { shape: [], dtype: 'f32' } as const;
    return { lossSum: scalarSpec, count: scalarSpec, correct: scalarSpec };
  },
  reference(o, { hiddenND, weightVD, bias, labels }, { operands }) {
    const [rows, vocabulary] = [hiddenND.shape[0]!, weightVD.shape[0]!];
    const products = o.matmul(roundOperand(o, hiddenND, operands), roundOperand(o, weightVD, operands), {
      transposeB: true,
    });
    const logitsNV = bias === undefined ? products : add(o, products, bias);
    const known = o.binary('and', compare(o, 'greaterEqual', labels, 0), compare(o, 'less', labels, vocabulary));
    const isLabel = compare(o, 'equal', o.iota([1, vocabulary], 1, 'i32'), o.reshape(labels, [rows, 1]));
    const ofLabel = o.reduce('sum', where(o, isLabel, logitsNV, 0), [1]);
    const loss = subtract(o, o.reshape(logSumExp(o, logitsNV), [rows]), ofLabel);
    const scored = o.cast(known, 'f32');
    const isCorrect = o.cast(o.compare('equal', o.argMax(o.stopGradient(logitsNV), 1), labels), 'f32');
    return {
      lossSum: sum(o, where(o, known, loss, 0)),
      count: sum(o, scored),
      correct: sum(o, multiply(o, isCorrect, scored)),
    };
  },
};

/**
 * Sum of cross-entropies of softmax(hidden · weightᵀ + bias) against `labels`, with the count and the number correct.
 * hidden[N,D] (leading axes are flattened), weight[V,D], labels i32[N]; a label outside [0, V), such as −100, is not
 * scored.
 */
export function crossEntropy(
  o: Ops,
  hidden: Value,
  weight: Operand,
  labels: Value,
  options: { readonly bias?: Operand | undefined } = {},
): CrossEntropyOutputs {
  const width = hidden.shape.at(-1) ?? 1;
  const rows = hidden.shape.slice(0, -1).reduce((n, size) => n * size, 1);
  const inputs = {
    hiddenND: o.reshape(hidden, [rows, width]),
    weightVD: valueOf(o, weight),
    bias: options.bias && valueOf(o, options.bias),
    labels: o.reshape(labels, [rows]),
  };
  return o.call(crossEntropyOp, inputs, {});
}
