/** The loss in chunks of rows, so that the logits of all never exist at once; the backward pass computes them again. */
import { crossEntropyOp } from '@oneday/ops';
import { fill } from '../lower/movement.ts';
import { reduceAxis } from '../lower/reduction.ts';
import type { ArrayReference, Steps } from '../steps.ts';
import { readStridedShader, writeStridedShader } from '../wgsl/movement.ts';
import { accumulateShader, logitGradientShader, rowLossShader } from './cross-entropy-shaders.ts';
import { gpuKernel } from '../gpu-kernel.ts';
import type { Operand } from '../gpu-kernel.ts';

/** Logits of a chunk, at most: 64 MiB, half of what every device binds. */
const chunkLogits = 1 << 24;

interface Head {
  readonly hidden: ArrayReference;
  readonly weight: ArrayReference;
  readonly rows: number;
  readonly width: number;
  readonly vocabulary: number;
}

interface Chunk {
  readonly first: number;
  readonly rows: number;
  /** The chunk's part of the hidden states. */
  readonly hidden: ArrayReference;
  readonly logits: ArrayReference;
}

function headOf(hidden: Operand, weight: Operand): Head {
  const [rows, width] = hidden.shape as [number, number];
  return { hidden: hidden.array, weight: weight.array, rows, width, vocabulary: weight.shape[0]! };
}

/** Emits the logits of each chunk, then what is done with them. */
function forEachChunk(steps: Steps, head: Head, emit: (chunk: Chunk) => void): void {
  const { rows, width, vocabulary } = head;
  const most = Math.min(rows, Math.max(1, Math.floor(chunkLogits / vocabulary)));
  const logits = steps.scratch(most * vocabulary);
  const part = most < rows ? steps.scratch(most * width) : head.hidden;
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    if (part !== head.hidden) {
      steps.dispatch(readStridedShader, [head.hidden, part], count * width, [first * width, 1, count * width, 1]);
    }
    product(steps, [part, head.weight, logits], [count, width, vocabulary], { transposeB: true });
    emit({ first, rows: count, hidden: part, logits });
  }
}

/** out = a · b, of `[rows, inner] × [inner, columns]`. */
function product(
  steps: Steps, [a, b, out]: readonly [ArrayReference, ArrayReference, ArrayReference],
  [rows, inner, columns]: readonly [number, number, number],
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): void {
  if (inner === 0) fill(steps, out, rows * columns, 0);
  else steps.product({ a, b, out, batch: 1, rows, inner, columns, transposeA, transposeB });
}

/** See `crossEntropyOp`. */
export const crossEntropyKernel = gpuKernel(crossEntropyOp, {
  supports: ({ hiddenND, weightVD }, { operands = 'f32' }) =>
    operands === 'f32' && hiddenND.dtype === 'f32' && weightVD.dtype === 'f32' && weightVD.shape[0]! > 0
      ? true
      : 'the kernel computes in f32',
  forward(steps, { inputs: { hiddenND, weightVD, bias, labels }, outputs, saved }) {
    const head = headOf(hiddenND, weightVD);
    const { rows, vocabulary } = head;
    const results = steps.scratch(3 * rows);
    const statistics = saved.statistics?.array ?? steps.scratch(3 * rows);
    forEachChunk(steps, head, (chunk) => {
      const arrays = [chunk.logits, (bias ?? hiddenND).array, labels.array, results, statistics];
      steps.dispatch(rowLossShader, arrays, chunk.rows, [vocabulary, chunk.first, Number(bias !== undefined), rows]);
    });
    (['lossSum', 'count', 'correct'] as const).forEach((name, list) => {
      const part = steps.scratch(rows);
      steps.dispatch(readStridedShader, [results, part], rows, [list * rows, 1, rows, 1]);
      reduceAxis(steps, 'sum', 'f32', part, outputs[name].array, [1, rows, 1]);
    });
  },
  backward: {
    saves: ({ hiddenND }) => ({ statistics: { shape: [3, hiddenND.shape[0]!], dtype: 'f32' } }),
    uses: ['hiddenND', 'weightVD', 'bias', 'labels'],
    emit(steps, { used: { hiddenND, weightVD, bias, labels }, saved, cotangents, gradients }) {
      const head = headOf(hiddenND!, weightVD!);
      const { rows, width, vocabulary, weight } = head;
      const sums = [
        [gradients.weightVD?.array, vocabulary * width], [gradients.bias?.array, vocabulary],
      ] as const;
      for (const [target, size] of sums) if (target !== undefined && rows === 0) fill(steps, target, size, 0);
      forEachChunk(steps, head, ({ first, rows: count, hidden, logits }) => {
        steps.dispatch(
          logitGradientShader,
          [(bias ?? hiddenND!).array, labels!.array, saved.statistics!.array, cotangents.lossSum!.array, logits],
          count * vocabulary, [vocabulary, first, Number(bias !== undefined), rows],
        );
        if (gradients.hiddenND !== undefined) {
          const whole = count === rows;
          const target = whole ? gradients.hiddenND.array : steps.scratch(count * width);
          product(steps, [logits, weight, target], [count, vocabulary, width]);
          const place = [first * width, 1, count * width, 1];
          if (!whole) steps.dispatch(writeStridedShader, [target, gradients.hiddenND.array], count * width, place);
        }
        addUp(steps, first, sums[0], (target) =>
          product(steps, [logits, hidden, target], [vocabulary, count, width], { transposeA: true }));
        addUp(steps, first, sums[1], (target) =>
          reduceAxis(steps, 'sum', 'f32', logits, target, [1, count, vocabulary]));
      });
    },
  },
});

/** Writes the first chunk's share of a gradient, and adds the later ones to it. */
function addUp(
  steps: Steps, first: number, [target, size]: readonly [ArrayReference | undefined, number],
  emit: (target: ArrayReference) => void,
): void {
  if (target === undefined) return;
  if (first === 0) return emit(target);
  const part = steps.scratch(size);
  emit(part);
  steps.dispatch(accumulateShader, [part, target], size);
}
