/** The parameters of a BERT, in order. */
import type { ParameterSpec } from '@oneday/nn';
import { blockNames } from '../building-blocks/block-stack.ts';
import { biasSpec, linearSpecs, matrix, normSpecs } from '../building-blocks/parameter-specs.ts';
import type { BertConfig } from './config.ts';

/** Names, shapes and initial values: every matrix N(0, 0.02). */
export function bertParameters(config: BertConfig): readonly ParameterSpec[] {
  const { vocabSize, layers, width, innerWidth, bias, gated, norms, typeCount, headTransform, headBias } = config;
  const norm = (name: string) => normSpecs(name, width, true);
  const headSpecs = [...linearSpecs('head', { outputs: width, inputs: width, bias: true }), ...norm('headNorm')];
  return [
    matrix('tokens', [vocabSize, width]),
    positionSpec(config),
    ...(typeCount === 0 ? [] : [matrix('types', [typeCount, width])]),
    ...norm('embeddingNorm'),
    ...blockNames(layers).flatMap((block) => [
      ...norm(`${block}.attentionNorm`),
      ...linearSpecs(`${block}.qkv`, { outputs: 3 * width, inputs: width, bias }),
      ...linearSpecs(`${block}.attentionOutput`, { outputs: width, inputs: width, bias }),
      ...norm(`${block}.feedForwardNorm`),
      ...linearSpecs(`${block}.feedForwardIn`, { outputs: (gated ? 2 : 1) * innerWidth, inputs: width, bias }),
      ...linearSpecs(`${block}.feedForwardOut`, { outputs: width, inputs: innerWidth, bias }),
    ]),
    ...(norms === 'pre' ? norm('finalNorm') : []),
    ...(headTransform ? headSpecs : []),
    ...(headBias ? [biasSpec('vocabulary', vocabSize)] : []),
  ];
}

/** The sines' factor starts at 1/√D, which gives them the length of a row of N(0, 1/√(2D)). */
function positionSpec({ positions, context, width }: BertConfig): ParameterSpec {
  if (positions === 'learned') return matrix('positions', [context, width]);
  return { name: 'positions.scale', shape: [1], initial: { kind: 'constant', value: width ** -0.5 }, decay: false };
}
