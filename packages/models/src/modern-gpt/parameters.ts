/** The parameters of a modern GPT, in order: matrices only. */
import { zeros } from '@oneday/nn';
import type { Initializer, ParameterSpec } from '@oneday/nn';
import { blockNames } from '../building-blocks/block-stack.ts';
import { matrix } from '../building-blocks/parameter-specs.ts';
import type { ModernGptConfig } from './config.ts';

/** The head of its own starts near zero, so that the first loss is ln V. */
const headInitial: Initializer = { kind: 'normal', std: 0.001 };

/**
 * Names, shapes and initial values. What reads the stream starts uniform with deviation 1/√D, what writes to it at
 * zero (or as the rest, without `zeroProjections`). The token table starts at N(0, 0.02): its rows are normed, so
 * that only their direction matters, and small rows turn fast enough at the learning rate of the matrices.
 */
export function modernGptParameters(config: ModernGptConfig): readonly ParameterSpec[] {
  const { vocabSize, layers, width, innerWidth, tiedHead, zeroProjections } = config;
  const readsStream = uniformOfDeviation(width ** -0.5);
  const writesStream = zeroProjections ? zeros : readsStream;
  return [
    matrix('tokens', [vocabSize, width]),
    ...blockNames(layers).flatMap((block) => [
      matrix(`${block}.qkv`, [3 * width, width], readsStream),
      matrix(`${block}.attentionOutput`, [width, width], writesStream),
      matrix(`${block}.feedForwardIn`, [innerWidth, width], readsStream),
      matrix(`${block}.feedForwardOut`, [width, innerWidth], writesStream),
    ]),
    ...(tiedHead ? [] : [matrix('head', [vocabSize, width], headInitial)]),
  ];
}

function uniformOfDeviation(deviation: number): Initializer {
  const bound = Math.sqrt(3) * deviation;
  return { kind: 'uniform', low: -bound, high: bound };
}
