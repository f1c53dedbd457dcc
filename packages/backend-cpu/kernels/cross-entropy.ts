import { intArgument, pointerArgument } from './arguments';
import { barrier } from './barrier';
import { multiplyShare } from './product-share';
import { addRow, exponentiateRow, rowMaximum, scaleRow } from './softmax-rows';
import { shareStart, smaller } from './work-split';

/**
 * Cross-entropy of hidden[N,D] · weight[V,D]ᵀ (+ bias[V]) against labels, a chunk of tokens at a time, so that the
 * logits of all tokens never exist at once. A label outside [0, V) is not scored.
 * Gives the sum of losses, the number of scored tokens and the number whose largest logit (the first of equal ones) is
 * the label's; and, where asked, the gradients of the sum of losses.
 *
 * Slots: 0 N, 1 V, 2 D, 3 hidden, 4 weight, 5 bias (or 0), 6 labels i32 [N], 7 lossSum, 8 count, 9 correct (pointers to
 * one f32 each), 10 chunk (tokens, at least 1), 11 workspace (chunk · (V rounded up to 16) + 3 · chunk floats),
 * 12 dHidden [N,D], 13 dWeight [V,D], 14 dBias [V] (each or 0), 15 accumulate (into the three gradients).
 * The chunk is the order of the sums in dWeight and dBias: it must not depend on the number of threads.
 */
export function crossEntropy(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const tokens = intArgument(args, 0);
  const chunk = intArgument(args, 10);
  if (tokens == 0 && thread == 0 && !intArgument(args, 15)) clearWeightGradients(args);
  let lossSum: f64 = 0;
  let count: f64 = 0;
  let correct: f64 = 0;
  for (let token = 0; token < tokens; token += chunk) {
    const rows = smaller(chunk, tokens - token);
    chunkLogits(args, token, rows, thread, threads, scratch);
    barrier(threads);
    const end = shareStart(rows, 1, thread + 1, threads);
    for (let row = shareStart(rows, 1, thread, threads); row < end; row++) scoreToken(args, token, row);
    barrier(threads);
    if (thread == 0) {
      const statistics = statisticsOf(args);
      for (let row = 0; row < rows; row++) {
        const at = statistics + <usize>row * statisticsBytes;
        lossSum += f32.load(at);
        count += f32.load(at, 4);
        correct += f32.load(at, 8);
      }
    }
    chunkGradients(args, token, rows, thread, threads, scratch);
    if (token + chunk < tokens) barrier(threads);
  }
  if (thread == 0) {
    f32.store(pointerArgument(args, 7), <f32>lossSum);
    f32.store(pointerArgument(args, 8), <f32>count);
    f32.store(pointerArgument(args, 9), <f32>correct);
  }
}

/** Of each token of the chunk: loss, 1 if scored, 1 if right. They lie behind the logits. */
const statisticsBytes: usize = 12;

// @ts-ignore: decorator
@inline
function logitsStride(args: usize): usize {
  return <usize>((intArgument(args, 1) + 15) & ~15) << 2;
}

// @ts-ignore: decorator
@inline
function statisticsOf(args: usize): usize {
  return pointerArgument(args, 11) + <usize>intArgument(args, 10) * logitsStride(args);
}

function clearWeightGradients(args: usize): void {
  const vocabulary = intArgument(args, 1);
  const dWeight = pointerArgument(args, 13);
  const dBias = pointerArgument(args, 14);
  if (dWeight) memory.fill(dWeight, 0, (<usize>vocabulary * intArgument(args, 2)) << 2);
  if (dBias) memory.fill(dBias, 0, <usize>vocabulary << 2);
}

function chunkLogits(args: usize, token: i32, rows: i32, thread: i32, threads: i32, scratch: usize): void {
  const rowBytes = <usize>intArgument(args, 2) << 2;
  multiplyShare(
    0, pointerArgument(args, 3) + <usize>token * rowBytes, rowBytes, 1, pointerArgument(args, 4), rowBytes,
    rows, intArgument(args, 1), intArgument(args, 2), pointerArgument(args, 11), logitsStride(args), 0, 0, 0,
    thread, threads, scratch,
  );
}

/** Writes a token's statistics, and turns its logits into their gradient: softmax − (1 at the label). */
function scoreToken(args: usize, token: i32, row: i32): void {
  const vocabulary = intArgument(args, 1);
  const stride = logitsStride(args);
  const logits = pointerArgument(args, 11) + <usize>row * stride;
  const statistics = statisticsOf(args) + <usize>row * statisticsBytes;
  const label = load<i32>(pointerArgument(args, 6) + (<usize>(token + row) << 2));
  if (<u32>label >= <u32>vocabulary) {
    memory.fill(statistics, 0, statisticsBytes);
    memory.fill(logits, 0, stride);
    return;
  }
  const bias = pointerArgument(args, 5);
  if (bias) addRow(logits, bias, vocabulary);
  for (let column = vocabulary; column & 15; column++) f32.store(logits + (<usize>column << 2), -Infinity);
  const padded = (vocabulary + 15) & ~15;
  const maximum = rowMaximum(logits, padded);
  const labelAt = logits + (<usize>label << 2);
  const labelLogit = f32.load(labelAt);
  f32.store(statistics, 1, 4);
  f32.store(statistics, isFirstMaximum(logits, label, maximum) ? 1 : 0, 8);
  const sum = exponentiateRow(logits, padded, maximum);
  f32.store(statistics, <f32>(NativeMath.log(<f64>sum) + (<f64>maximum - <f64>labelLogit)));
  scaleRow(logits, padded, 1 / sum);
  f32.store(labelAt, f32.load(labelAt) - 1);
}

function isFirstMaximum(logits: usize, label: i32, maximum: f32): bool {
  if (f32.load(logits + (<usize>label << 2)) != maximum) return false;
  for (let column = 0; column < label; column++) {
    if (f32.load(logits + (<usize>column << 2)) == maximum) return false;
  }
  return true;
}

function chunkGradients(args: usize, token: i32, rows: i32, thread: i32, threads: i32, scratch: usize): void {
  const vocabulary = intArgument(args, 1);
  const width = intArgument(args, 2);
  const rowBytes = <usize>width << 2;
  const logits = pointerArgument(args, 11);
  const stride = logitsStride(args);
  const hidden = pointerArgument(args, 3) + <usize>token * rowBytes;
  const dHidden = pointerArgument(args, 12);
  const dWeight = pointerArgument(args, 13);
  const dBias = pointerArgument(args, 14);
  const accumulate = intArgument(args, 15);
  const accumulateChunk = token > 0 ? 1 : accumulate;
  if (dHidden) {
    multiplyShare(
      0, logits, stride, 0, pointerArgument(args, 4), rowBytes, rows, width, vocabulary,
      dHidden + <usize>token * rowBytes, rowBytes, accumulate, 0, 0, thread, threads, scratch,
    );
  }
  if (dWeight) {
    multiplyShare(
      1, logits, stride, 0, hidden, rowBytes, vocabulary, width, rows,
      dWeight, rowBytes, accumulateChunk, 0, 0, thread, threads, scratch,
    );
  }
  if (dBias) {
    const first = shareStart(vocabulary, 16, thread, threads);
    const count = shareStart(vocabulary, 16, thread + 1, threads) - first;
    const at = <usize>first << 2;
    if (!accumulateChunk) memory.fill(dBias + at, 0, <usize>count << 2);
    for (let row = 0; row < rows; row++) addRow(dBias + at, logits + <usize>row * stride + at, count);
  }
}
