/** Every case, by concept. */
import { attentionCases } from './attention-cases.ts';
import { elementwiseCases } from './elementwise-cases.ts';
import { integerCases } from './integer-cases.ts';
import { layerCases } from './layer-cases.ts';
import { movementCases } from './movement-cases.ts';
import type { OperationCase } from './operation-case.ts';
import { productCases } from './product-cases.ts';
import { randomCases } from './random-cases.ts';
import { reducingCases } from './reduction-cases.ts';

/** The same calls with a gradient for one input alone: kernels leave out what is not asked for. */
function oneGradientEach(cases: readonly OperationCase[]): OperationCase[] {
  return cases.flatMap(({ gradients = [], ...test }) => (gradients.length < 2 ? [] : gradients.map((input) =>
    ({ ...test, name: `${test.name}, gradient of ${input} alone`, gradients: [input], underTapeOnly: true }))));
}

/** Cases of all primitives and all fused ops. */
export const caseGroups: readonly (readonly [concept: string, cases: readonly OperationCase[]])[] = [
  ['elementwise primitives', elementwiseCases],
  ['integers, booleans and casts', integerCases],
  ['movements', movementCases],
  ['reductions and products', reducingCases],
  ['random numbers', randomCases],
  ['linear and crossEntropy', productCases],
  ['attention', attentionCases],
  ['the other fused ops', layerCases],
  ['fused ops, for one input', oneGradientEach([...productCases, ...attentionCases, ...layerCases])],
];
