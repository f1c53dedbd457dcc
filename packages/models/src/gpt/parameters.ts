/** The parameters of a GPT, in order. */
import { ones, zeros } from '@oneday/nn';
import type { Initializer, ParameterSpec } from '@oneday/nn';
import type { Shape } from '@oneday/ops';
import type { GptConfig } from './config.ts';

/** Of GPT-2's initial weights. */
const STD = 0.02;

/**
 * Names, shapes and initial values: N(0, 0.02), but N(0, 0.02/√(2·layers)) for what writes to the residual stream, so
 * that its variance does not grow with depth (Radford et al. 2019). Matrices decay, gains and biases do not. Linear
 * weights are [out, in].
 */
export function gptParameters(config: GptConfig): readonly ParameterSpec[] {
  const { vocabSize, layers, width, context, innerWidth, bias, tiedHead } = config;
  const normal: Initializer = { kind: 'normal', std: STD };
  const toResidual: Initializer = { kind: 'normal', std: STD / Math.sqrt(2 * layers) };
  const matrix = (name: string, shape: Shape, initial = normal): ParameterSpec => (
    { name: `${name}.weight`, shape, initial, decay: true }
  );
  const vector = (name: string, size: number, initial: Initializer): ParameterSpec => (
    { name, shape: [size], initial, decay: false }
  );
  const biasOf = (name: string, size: number) => (bias ? [vector(`${name}.bias`, size, zeros)] : []);
  const norm = (name: string) => [vector(`${name}.weight`, width, ones), ...biasOf(name, width)];
  const linear = (name: string, outputs: number, inputs: number, initial = normal) => [
    matrix(name, [outputs, inputs], initial), ...biasOf(name, outputs),
  ];
  return [
    matrix('tokens', [vocabSize, width]),
    matrix('positions', [context, width]),
    ...Array.from({ length: layers }, (_, i) => `blocks.${i}`).flatMap((block) => [
      ...norm(`${block}.attentionNorm`),
      ...linear(`${block}.qkv`, 3 * width, width),
      ...linear(`${block}.attentionOutput`, width, width, toResidual),
      ...norm(`${block}.feedForwardNorm`),
      ...linear(`${block}.feedForwardIn`, innerWidth, width),
      ...linear(`${block}.feedForwardOut`, width, innerWidth, toResidual),
    ]),
    ...norm('finalNorm'),
    ...(tiedHead ? [] : [matrix('head', [vocabSize, width])]),
  ];
}
