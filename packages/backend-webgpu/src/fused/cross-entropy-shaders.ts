/** Shaders of the loss, over a chunk of rows of logits. Parameters: vocabulary, first row, whether there is a bias. */
import { mathFunctions } from '../wgsl/math.ts';
import { workgroupSize } from '../wgsl/shader.ts';
import type { Shader } from '../wgsl/shader.ts';
import { workgroupSum } from './workgroup-sum.ts';

const stride = `${workgroupSize}u`;

const logitFunction = `
fn logitAt(row: u32, j: u32) -> f32 {
  let x = logits[row * p(0u) + j];
  if (p(2u) == 0u) { return x; }
  return x + bias[j];
}`;

/**
 * Each row by a workgroup: `results` get its loss, 1 where it is scored, 1 where its largest logit is the label's, one
 * list of `p(3)` rows after the other; `statistics` its largest logit, 1 / Σ exp(logit − largest), and the
 * probability of all but the label.
 */
export const rowLossShader: Shader = {
  key: 'crossEntropy rows',
  byWorkgroup: true,
  bindings: [
    { name: 'logits', type: 'f32' }, { name: 'bias', type: 'f32' }, { name: 'labels', type: 'i32' },
    { name: 'results', type: 'f32', write: true }, { name: 'statistics', type: 'f32', write: true },
  ],
  functions: `${mathFunctions}${workgroupSum}${logitFunction}
var<workgroup> largest: array<f32, ${workgroupSize}>;
var<workgroup> places: array<u32, ${workgroupSize}>;`,
  body: `  let vocabulary = p(0u);
  largest[lane] = -infinity();
  places[lane] = vocabulary;
  for (var j = lane; j < vocabulary; j += ${stride}) {
    let x = logitAt(i, j);
    if (x > largest[lane]) { largest[lane] = x; places[lane] = j; }
  }
  for (var step = ${workgroupSize / 2}u; step > 0u; step /= 2u) {
    workgroupBarrier();
    if (lane < step) {
      let other = lane + step;
      let isEqual = largest[other] == largest[lane];
      if (largest[other] > largest[lane] || (isEqual && places[other] < places[lane])) {
        largest[lane] = largest[other];
        places[lane] = places[other];
      }
    }
  }
  workgroupBarrier();
  let most = largest[0];
  let row = p(1u) + i;
  let label = labels[row];
  let isScored = label >= 0 && label < i32(vocabulary);
  var sum = 0.0;
  for (var j = lane; j < vocabulary; j += ${stride}) {
    if (i32(j) != label) { sum += expOf(logitAt(i, j) - most); }
  }
  let others = sumOfLanes(lane, sum);
  if (lane != 0u) { return; }
  var total = others;
  if (isScored) { total += expOf(logitAt(i, u32(label)) - most); }
  let logSum = most + logOf(total);
  statistics[row] = most;
  statistics[p(3u) + row] = 1.0 / total;
  statistics[2u * p(3u) + row] = others / total;
  results[row] = 0.0;
  if (isScored) { results[row] = logSum - logitAt(i, u32(label)); }
  results[p(3u) + row] = select(0.0, 1.0, isScored);
  results[2u * p(3u) + row] = select(0.0, 1.0, isScored && places[0] == u32(label));`,
};

/**
 * Logits become their gradients, in place: softmax less the label, times the cotangent; zero in rows not scored. The
 * label's is taken from the others' probability: 1 less a number near 1 would leave only its rounding error.
 */
export const logitGradientShader: Shader = {
  key: 'crossEntropy gradient of logits',
  bindings: [
    { name: 'bias', type: 'f32' }, { name: 'labels', type: 'i32' }, { name: 'statistics', type: 'f32' },
    { name: 'cotangent', type: 'f32' }, { name: 'logits', type: 'f32', write: true },
  ],
  functions: `${mathFunctions}${logitFunction}`,
  body: `  let vocabulary = p(0u);
  let column = i % vocabulary;
  let row = p(1u) + i / vocabulary;
  let label = labels[row];
  var gradient = 0.0;
  if (label >= 0 && label < i32(vocabulary)) {
    if (column == u32(label)) {
      gradient = -statistics[2u * p(3u) + row];
    } else {
      gradient = expOf(logitAt(i / vocabulary, column) - statistics[row]) * statistics[p(3u) + row];
    }
    gradient *= cotangent[0];
  }
  logits[i] = gradient;`,
};

/** Adds one array to another. */
export const accumulateShader: Shader = {
  key: 'accumulate',
  bindings: [{ name: 'source', type: 'f32' }, { name: 'destination', type: 'f32', write: true }],
  body: '  destination[i] += source[i];',
};
