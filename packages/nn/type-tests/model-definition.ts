/** A model and an optimizer of a user's own, by the contracts of this package; and what the compiler refuses. */
import { adamw, bind, Bound, ones, TrainingStep, zeros } from '@oneday/nn';
import type {
  CausalDecoder, DeviceBatch, Keys, LossSums, ModelDefinition, Optimizer, OptimizerStep, ParameterSpec,
} from '@oneday/nn';
import { crossEntropy, dropout, embedding, multiply, rmsNorm, subtract, where } from '@oneday/ops';
import type { Backend, Ops, Value } from '@oneday/ops';

declare const backend: Backend;

const parameters: readonly ParameterSpec[] = [
  { name: 'tokens.weight', shape: [7, 4], initial: { kind: 'normal', std: 0.02 }, decay: true },
  { name: 'norm.weight', shape: [4], initial: ones, decay: false },
];

/** The smallest language model: a bigram table in factors. */
export const bigram: ModelDefinition<{ readonly rate: number }> = {
  config: { rate: 0.1 },
  parameters,
  bind: (target, seed) => bind(target, parameters, seed),
  loss(o, p, { inputIds, labels }, keys) {
    const embedded = embedding(o, p.get('tokens.weight'), inputIds);
    const dropped = keys ? dropout(o, embedded, keys.at('embedding'), 0.1) : embedded;
    return crossEntropy(o, rmsNorm(o, dropped, { weight: p.get('norm.weight') }), p.get('tokens.weight'), labels);
  },
};

/** Plain gradient descent. */
export const gradientDescent: Optimizer<object> = {
  name: 'gradientDescent',
  config: {},
  stateSpecs: () => [],
  update(o, { values, gradients, learningRate, gradientScale, apply }) {
    for (const [name, parameter] of values) {
      const gradient = multiply(o, gradients.get(name), gradientScale);
      const next = subtract(o, parameter, multiply(o, gradient, learningRate));
      o.assign(parameter, where(o, apply, next, parameter));
    }
  },
};

/** Both in a training step. */
export function trainingStep(): TrainingStep {
  const bound = bigram.bind(backend, 1);
  return new TrainingStep({ backend, model: bigram, parameters: bound, optimizer: gradientDescent, clipNorm: 1 });
}

/** What the compiler refuses. */
export function refused(o: Ops, p: Bound, batch: DeviceBatch, keys: Keys, step: OptimizerStep): readonly unknown[] {
  // @ts-expect-error -- a batch has no field `targets`
  void batch.targets;
  // @ts-expect-error -- optional fields may be missing: a model says what it needs
  embedding(o, p.get('types.weight'), batch.typeIds);
  // @ts-expect-error -- keys are folded by the name of a place
  keys.at(3);
  // @ts-expect-error -- the rate is a value, because it changes at every step
  step.learningRate = 0.001;
  const misspelt: ParameterSpec[] = [
    // @ts-expect-error -- normal numbers have a standard deviation
    { name: 'w', shape: [2], initial: { kind: 'normal', scale: 1 }, decay: true },
    // @ts-expect-error -- whether it decays is always said
    { name: 'b', shape: [2], initial: zeros },
  ];
  // @ts-expect-error -- AdamW has no `beta`
  adamw({ beta: 0.9 });
  // @ts-expect-error -- a training step has an optimizer
  new TrainingStep({ backend, model: bigram, parameters: p });
  const meaned: Pick<ModelDefinition, 'loss'> = {
    // @ts-expect-error -- losses are sums with their counts; a mean would make accumulation wrong
    loss: (ops: Ops, bound: Bound, { inputIds }: DeviceBatch): Value => embedding(ops, bound.get('w'), inputIds),
  };
  const sums: LossSums = bigram.loss(o, p, batch);
  // @ts-expect-error -- a model without the capability does not decode
  const decoder: CausalDecoder = bigram;
  return [misspelt, meaned, sums, decoder];
}
