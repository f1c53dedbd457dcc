/** The parameters of a T5, in order: matrices and the gains of norms. */
import type { Initializer, ParameterSpec } from '@oneday/nn';
import { blockNames } from '../building-blocks/block-stack.ts';
import { matrix, normSpecs } from '../building-blocks/parameter-specs.ts';
import type { T5Config } from './config.ts';

/**
 * Names, shapes and initial values. What reads n numbers starts at N(0, 1/√n); queries are smaller by √K, because
 * scores are not divided by it. Token rows start at N(0, 1), as the norms take their length away.
 */
export function t5Parameters(config: T5Config): readonly ParameterSpec[] {
  const { vocabSize, width, tiedHead, layers, decoderLayers } = config;
  return [
    matrix('tokens', [vocabSize, width], normal(1)),
    ...sideSpecs('encoder', layers, ['attention'], config),
    ...sideSpecs('decoder', decoderLayers, ['attention', 'crossAttention'], config),
    ...(tiedHead ? [] : [matrix('head', [vocabSize, width], normal(width ** -0.5))]),
  ];
}

function sideSpecs(
  side: string, layers: number, attentions: readonly string[], config: T5Config,
): readonly ParameterSpec[] {
  const { width, heads, buckets } = config;
  return [
    matrix(`${side}.positionBias`, [buckets, heads], normal(width ** -0.5)),
    ...blockNames(layers).flatMap((block) => [
      ...attentions.flatMap((name) => attentionSpecs(`${side}.${block}.${name}`, config)),
      ...feedForwardSpecs(`${side}.${block}.feedForward`, config),
    ]),
    ...normSpecs(`${side}.norm`, width, false),
  ];
}

function attentionSpecs(name: string, { width, heads, headWidth }: T5Config): readonly ParameterSpec[] {
  const ofHeads = heads * headWidth;
  return [
    ...normSpecs(`${name}.norm`, width, false),
    matrix(`${name}.query`, [ofHeads, width], normal((width * headWidth) ** -0.5)),
    matrix(`${name}.key`, [ofHeads, width], normal(width ** -0.5)),
    matrix(`${name}.value`, [ofHeads, width], normal(width ** -0.5)),
    matrix(`${name}.output`, [width, ofHeads], normal(ofHeads ** -0.5)),
  ];
}

function feedForwardSpecs(name: string, { width, innerWidth, gated }: T5Config): readonly ParameterSpec[] {
  return [
    ...normSpecs(`${name}.norm`, width, false),
    matrix(`${name}.in`, [(gated ? 2 : 1) * innerWidth, width], normal(width ** -0.5)),
    matrix(`${name}.out`, [width, innerWidth], normal(innerWidth ** -0.5)),
  ];
}

function normal(std: number): Initializer {
  return { kind: 'normal', std };
}
