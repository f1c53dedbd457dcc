/** Layer normalisation, each row by a workgroup. Mean and 1/deviation are saved. */
import { layerNormOp, sizeOf } from '@oneday/ops';
import type { Spec } from '@oneday/ops';
import { reduceAxis } from '../lower/reduction.ts';
import { floatBits } from '../steps.ts';
import { workgroupSize } from '../wgsl/shader.ts';
import type { Shader } from '../wgsl/shader.ts';
import { gpuKernel } from '../gpu-kernel.ts';
import type { Operand } from '../gpu-kernel.ts';
import { workgroupSum } from './workgroup-sum.ts';

/** Rows whose weight gradients one invocation sums. */
const chunkRows = 64;
const stride = `${workgroupSize}u`;

/** Parameters: width, epsilon, whether there is a weight, a bias. */
const forwardShader: Shader = {
  key: 'layerNorm',
  byWorkgroup: true,
  functions: workgroupSum,
  bindings: [
    { name: 'x', type: 'f32' }, { name: 'weight', type: 'f32' }, { name: 'bias', type: 'f32' },
    { name: 'out', type: 'f32', write: true }, { name: 'means', type: 'f32', write: true },
    { name: 'inverses', type: 'f32', write: true },
  ],
  body: `  let width = p(0u);
  let first = i * width;
  var sum = 0.0;
  for (var j = lane; j < width; j += ${stride}) { sum += x[first + j]; }
  let mean = sumOfLanes(lane, sum) / f32(width);
  var squares = 0.0;
  for (var j = lane; j < width; j += ${stride}) { let c = x[first + j] - mean; squares += c * c; }
  let inverse = 1.0 / sqrt(sumOfLanes(lane, squares) / f32(width) + pf(1u));
  for (var j = lane; j < width; j += ${stride}) {
    var y = (x[first + j] - mean) * inverse;
    if (p(2u) != 0u) { y *= weight[j]; }
    if (p(3u) != 0u) { y += bias[j]; }
    out[first + j] = y;
  }
  if (lane == 0u) { means[i] = mean; inverses[i] = inverse; }`,
};

/** Parameters: width, whether there is a weight. */
const inputGradientShader: Shader = {
  key: 'layerNorm gradient of x',
  byWorkgroup: true,
  functions: workgroupSum,
  bindings: [
    { name: 'x', type: 'f32' }, { name: 'weight', type: 'f32' }, { name: 'means', type: 'f32' },
    { name: 'inverses', type: 'f32' }, { name: 'cotangent', type: 'f32' },
    { name: 'gradient', type: 'f32', write: true },
  ],
  body: `  let width = p(0u);
  let first = i * width;
  var sum = 0.0;
  var products = 0.0;
  for (var j = lane; j < width; j += ${stride}) {
    let d = cotangent[first + j] * select(1.0, weight[select(0u, j, p(1u) != 0u)], p(1u) != 0u);
    sum += d;
    products += d * (x[first + j] - means[i]) * inverses[i];
  }
  let meanOfSum = sumOfLanes(lane, sum) / f32(width);
  let meanOfProducts = sumOfLanes(lane, products) / f32(width);
  for (var j = lane; j < width; j += ${stride}) {
    let d = cotangent[first + j] * select(1.0, weight[select(0u, j, p(1u) != 0u)], p(1u) != 0u);
    let normalised = (x[first + j] - means[i]) * inverses[i];
    gradient[first + j] = inverses[i] * (d - meanOfSum - normalised * meanOfProducts);
  }`,
};

/** Partial sums over chunks of rows, of cotangent · normalised and of the cotangent. Parameters: width, rows. */
const partialsShader: Shader = {
  key: 'layerNorm partial gradients',
  bindings: [
    { name: 'x', type: 'f32' }, { name: 'means', type: 'f32' }, { name: 'inverses', type: 'f32' },
    { name: 'cotangent', type: 'f32' }, { name: 'ofWeight', type: 'f32', write: true },
    { name: 'ofBias', type: 'f32', write: true },
  ],
  body: `  let width = p(0u);
  let column = i % width;
  let first = (i / width) * ${chunkRows}u;
  var weighted = 0.0;
  var plain = 0.0;
  for (var row = first; row < min(first + ${chunkRows}u, p(1u)); row++) {
    let d = cotangent[row * width + column];
    plain += d;
    weighted += d * (x[row * width + column] - means[row]) * inverses[row];
  }
  ofWeight[i] = weighted;
  ofBias[i] = plain;`,
};

/** See `layerNormOp`. */
export const layerNormKernel = gpuKernel(layerNormOp, {
  supports: () => true,
  forward(steps, { inputs: { x, weight, bias }, attributes: { epsilon }, outputs, saved }) {
    const [rows, width] = rowsAndWidth(x);
    const statistic = (name: string) => saved[name]?.array ?? steps.scratch(rows);
    steps.dispatch(
      forwardShader,
      [
        x.array, (weight ?? x).array, (bias ?? x).array, outputs.out.array, statistic('mean'),
        statistic('reciprocalDeviation'),
      ],
      width === 0 ? 0 : rows,
      [width, floatBits(epsilon), Number(weight !== undefined), Number(bias !== undefined)],
    );
  },
  backward: {
    saves: ({ x }) => ({ mean: perRow(x), reciprocalDeviation: perRow(x) }),
    uses: ['x', 'weight'],
    emit(steps, { used: { x, weight }, saved, cotangents, gradients }) {
      const [rows, width] = rowsAndWidth(x!);
      const [means, inverses] = [saved.mean!.array, saved.reciprocalDeviation!.array];
      const cotangent = cotangents.out!.array;
      if (gradients.x !== undefined) {
        steps.dispatch(
          inputGradientShader,
          [x!.array, (weight ?? x!).array, means, inverses, cotangent, gradients.x.array],
          width === 0 ? 0 : rows,
          [width, Number(weight !== undefined)],
        );
      }
      if (gradients.weight === undefined && gradients.bias === undefined) return;
      const chunks = Math.ceil(rows / chunkRows);
      const [ofWeight, ofBias] = [steps.scratch(chunks * width), steps.scratch(chunks * width)];
      const arrays = [x!.array, means, inverses, cotangent, ofWeight, ofBias];
      steps.dispatch(partialsShader, arrays, chunks * width, [width, rows]);
      for (const [gradient, partials] of [[gradients.weight, ofWeight], [gradients.bias, ofBias]] as const) {
        if (gradient !== undefined) reduceAxis(steps, 'sum', 'f32', partials, gradient.array, [1, chunks, width]);
      }
    },
  },
});

function rowsAndWidth({ shape }: Operand): [rows: number, width: number] {
  return [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
}

function perRow({ shape }: Spec): Spec {
  return { shape: [sizeOf(shape.slice(0, -1))], dtype: 'f32' };
}
