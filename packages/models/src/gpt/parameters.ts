/** The parameters of a GPT, in order. */
import type { Initializer, ParameterSpec } from '@oneday/nn';
import { blockNames } from '../building-blocks/block-stack.ts';
import { linearSpecs, matrix, normSpecs } from '../building-blocks/parameter-specs.ts';
import type { GptConfig } from './config.ts';

/**
 * Names, shapes and initial values: N(0, 0.02), but N(0, 0.02/√(2·layers)) for what writes to the residual stream, so
 * that its variance does not grow with depth (Radford et al. 2019).
 */
export function gptParameters(config: GptConfig): readonly ParameterSpec[] {
  const { vocabSize, layers, width, context, innerWidth, bias, tiedHead } = config;
  const initial: Initializer = { kind: 'normal', std: 0.02 / Math.sqrt(2 * layers) };
  return [
    matrix('tokens', [vocabSize, width]),
    matrix('positions', [context, width]),
    ...blockNames(layers).flatMap((block) => [
      ...normSpecs(`${block}.attentionNorm`, width, bias),
      ...linearSpecs(`${block}.qkv`, { outputs: 3 * width, inputs: width, bias }),
      ...linearSpecs(`${block}.attentionOutput`, { outputs: width, inputs: width, bias, initial }),
      ...normSpecs(`${block}.feedForwardNorm`, width, bias),
      ...linearSpecs(`${block}.feedForwardIn`, { outputs: innerWidth, inputs: width, bias }),
      ...linearSpecs(`${block}.feedForwardOut`, { outputs: width, inputs: innerWidth, bias, initial }),
    ]),
    ...normSpecs('finalNorm', width, bias),
    ...(tiedHead ? [] : [matrix('head', [vocabSize, width])]),
  ];
}
