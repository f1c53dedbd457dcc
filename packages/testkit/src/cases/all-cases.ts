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
];
