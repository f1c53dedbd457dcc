/** The loss of a language model, chunk by chunk of its rows, so that logits never exist whole. */
import type { FloatDType, RoundingAttributes, Spec } from '@oneday/ops';
import { lowerCast } from './elementwise.ts';
import { names } from './function-text.ts';
import type { FunctionText, Name } from './function-text.ts';
import { lowerSlice } from './movement.ts';
import { lowerArgMax, lowerMatmul, lowerReduce } from './reduction.ts';
import { like, tensorType } from './tensor-type.ts';

/** hidden[N,D], weight[V,D], bias[V] where there is one, labels i32[N]. */
export interface CrossEntropyNames {
  readonly hiddenND: Name;
  readonly weightVD: Name;
  readonly bias?: Name | undefined;
  readonly labels: Name;
}

/** Sums over the chunks so far; gradients of the loss's sum, in f32, only where a backward pass follows. */
interface Sums {
  readonly lossSum: Name;
  readonly count: Name;
  readonly correct: Name;
  readonly weightGradient?: Name;
  readonly biasGradient?: Name;
}

const SCALAR = { shape: [], dtype: 'f32' } as const;
/** Rows that matrix units take at once: chunks are multiples of it where they have that many. */
const ROW_MULTIPLE = 128;

/**
 * lossSum, count and correct; with `saves` then the gradients of lossSum: of hidden, of weight, and of the bias where
 * there is one. They are computed beside the logits, which are gone by the time the backward pass runs.
 *
 * @param mostLogits of one chunk
 */
export function lowerCrossEntropy(
  body: FunctionText, inputs: CrossEntropyNames, { operands = 'f32' }: RoundingAttributes, saves: boolean,
  mostLogits: number,
): Name[] {
  const { hiddenND, weightVD, bias } = inputs;
  const [rows, vocabulary] = [hiddenND.shape[0]!, weightVD.shape[0]!];
  const weight = lowerCast(body, weightVD, operands);
  const zero = body.filled(SCALAR, 0);
  let sums: Sums = { lossSum: zero, count: zero, correct: zero };
  const hiddenGradients: Name[] = [];
  for (const [start, size] of chunksOf(rows, vocabulary, mostLogits)) {
    const chunk = chunkOf(body, inputs, operands, { start, size }, start === 0 ? undefined : sums.lossSum);
    const { logits, shares, hidden, labels } = withShares(body, chunk, weight, bias);
    const isKnown = knownLabels(body, labels, vocabulary);
    const isLabel = labelPlaces(body, labels, like(logits, 'i32'));
    const scores = chunkScores(body, { logits, shares, labels, isKnown, isLabel });
    sums = { ...sums, ...addedScores(body, sums, scores) };
    if (!saves) continue;
    const gradient = logitGradient(body, shares.weights, isKnown, isLabel);
    const rounded = lowerCast(body, gradient, operands);
    hiddenGradients.push(lowerMatmul(body, rounded, weight, false, false, { shape: hidden.shape, dtype: 'f32' }));
    const ofWeight = lowerMatmul(body, rounded, hidden, true, false, { shape: weightVD.shape, dtype: 'f32' });
    sums = { ...sums, weightGradient: added(body, sums.weightGradient, ofWeight) };
    if (bias === undefined) continue;
    const ofBias = lowerReduce(body, 'sum', gradient, [0], { shape: bias.shape, dtype: 'f32' });
    sums = { ...sums, biasGradient: added(body, sums.biasGradient, ofBias) };
  }
  const { lossSum, count, correct, weightGradient, biasGradient } = sums;
  if (!saves) return [lossSum, count, correct];
  const hiddenGradient = hiddenGradients.length === 1
    ? hiddenGradients[0]!
    : body.op('concatenate', { shape: hiddenND.shape, dtype: 'f32' }, hiddenGradients, ', dim = 0');
  return [
    lossSum, count, correct, hiddenGradient, weightGradient!, ...(biasGradient === undefined ? [] : [biasGradient]),
  ];
}

/** The gradients named by `saved`, scaled by the cotangent of lossSum. */
export function lowerCrossEntropyBackward(body: FunctionText, saved: readonly Name[], cotangent: Name): Name[] {
  return saved.map((gradient) => body.same('multiply', gradient, gradient, body.broadcast(cotangent, gradient, [])));
}

function chunksOf(rows: number, vocabulary: number, mostLogits: number): (readonly [start: number, size: number])[] {
  const fitting = Math.max(1, Math.floor(mostLogits / vocabulary));
  const size = fitting >= ROW_MULTIPLE ? fitting - (fitting % ROW_MULTIPLE) : fitting;
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => [i * size, Math.min(size, rows - i * size)]);
}

/** Hidden states, rounded, and labels of some rows. They wait for `before`, so that chunks come one after the other. */
function chunkOf(
  body: FunctionText, { hiddenND, labels }: CrossEntropyNames, operands: FloatDType,
  { start, size }: { readonly start: number; readonly size: number }, before: Name | undefined,
): { readonly hidden: Name; readonly labels: Name } {
  const width = hiddenND.shape[1]!;
  const rows = lowerSlice(body, hiddenND, [start, 0], { shape: [size, width], dtype: hiddenND.dtype });
  const ofRows = lowerSlice(body, labels, [start], { shape: [size], dtype: 'i32' });
  const waiting = before === undefined ? rows : barrier(body, rows, before);
  return { hidden: lowerCast(body, waiting, operands), labels: ofRows };
}

function barrier(body: FunctionText, x: Name, before: Name): Name {
  const types = `${tensorType(x)}, ${tensorType(before)}`;
  return body.values([x, before], `stablehlo.optimization_barrier ${names([x, before])} : ${types}`)[0]!;
}

/** Logits [n,V] of a chunk, and what softmax makes of them. */
function withShares(
  body: FunctionText, { hidden, labels }: { readonly hidden: Name; readonly labels: Name }, weight: Name,
  bias: Name | undefined,
) {
  const spec: Spec = { shape: [hidden.shape[0]!, weight.shape[0]!], dtype: 'f32' };
  const products = lowerMatmul(body, hidden, weight, false, true, spec);
  const logits = bias === undefined ? products : body.same('add', spec, products, body.broadcast(bias, spec, [1]));
  const ofRows: Spec = { shape: [spec.shape[0]!], dtype: 'f32' };
  const largest = lowerReduce(body, 'maximum', logits, [1], ofRows);
  const isFinite = body.op('is_finite', like(ofRows, 'bool'), [largest]);
  const base = body.select(isFinite, largest, body.filled(ofRows, 0));
  const powers = body.same('exponential', spec, body.same('subtract', spec, logits, body.broadcast(base, spec, [0])));
  const total = lowerReduce(body, 'sum', powers, [1], ofRows);
  const logSumExp = body.same('add', ofRows, body.same('log', ofRows, total), base);
  const weights = body.same('divide', spec, powers, body.broadcast(total, spec, [0]));
  return { logits, shares: { logSumExp, weights }, hidden, labels };
}

/** Which labels are in [0, V): the others are not scored. */
function knownLabels(body: FunctionText, labels: Name, vocabulary: number): Name {
  // A negative label read as a natural number is beyond the vocabulary too.
  const natural = body.op('convert', like(labels, 'u32'), [labels]);
  return body.compare('LT', natural, body.filled(natural, vocabulary));
}

/** Where in [n,V] the label is. */
function labelPlaces(body: FunctionText, labels: Name, places: Spec): Name {
  const place = body.value(places, `stablehlo.iota dim = 1 : ${tensorType(places)}`);
  return body.compare('EQ', place, body.broadcast(labels, places, [0]));
}

interface ChunkValues {
  readonly logits: Name;
  readonly shares: { readonly logSumExp: Name };
  readonly labels: Name;
  readonly isKnown: Name;
  readonly isLabel: Name;
}

/** Loss, scored and correct positions of each row. */
function chunkScores(body: FunctionText, { logits, shares, labels, isKnown, isLabel }: ChunkValues) {
  const ofRows = shares.logSumExp;
  const nothing = body.filled(ofRows, 0);
  const ofLabel = lowerReduce(body, 'sum', body.select(isLabel, logits, body.filled(logits, 0)), [1], ofRows);
  const loss = body.select(isKnown, body.same('subtract', ofRows, shares.logSumExp, ofLabel), nothing);
  const isCorrect = body.compare('EQ', lowerArgMax(body, logits, 1, labels), labels);
  const isRight = body.same('and', isCorrect, isCorrect, isKnown);
  const [count, correct] = [isKnown, isRight].map((is) => body.op('convert', ofRows, [is])) as [Name, Name];
  return { lossSum: loss, count, correct };
}

function addedScores(body: FunctionText, sums: Sums, scores: Pick<Sums, 'lossSum' | 'count' | 'correct'>) {
  const total = (name: 'lossSum' | 'count' | 'correct') =>
    body.same('add', SCALAR, sums[name], lowerReduce(body, 'sum', scores[name], [0], SCALAR));
  return { lossSum: total('lossSum'), count: total('count'), correct: total('correct') };
}

/** softmax − one-hot of the label; rows that are not scored get nothing. */
function logitGradient(body: FunctionText, weights: Name, isKnown: Name, isLabel: Name): Name {
  const difference = body.same('subtract', weights, weights, body.op('convert', weights, [isLabel]));
  return body.select(body.broadcast(isKnown, isLabel, [0]), difference, body.filled(weights, 0));
}

function added(body: FunctionText, sum: Name | undefined, part: Name): Name {
  return sum === undefined ? part : body.same('add', part, sum, part);
}
