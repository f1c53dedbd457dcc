import { AttentionHead, attentionHeaderBytes, edgeTileOffset, keysPerBlock, queriesPerTile } from './attention-head';
import { intArgument, pointerArgument } from './arguments';
import { packColumns, packedColumnsBytes, packRows } from './packing';
import { multiplyPanels } from './product';
import { addRow, dotRows, scaleRow } from './softmax-rows';
import { vectorExpOfNonPositive } from './vector-math';
import { larger, shareStart, smaller } from './work-split';

/**
 * Gradients of attention, with the scores computed again from q, k and logSumExp (Dao et al. 2022):
 * P = exp(scores − logSumExp), dS = P (dOut · vᵀ − Σ dOut · out), dq = scale dS · k, dk = scale dSᵀ · q,
 * dv = Pᵀ · dOut, dBias = dS summed over the batch (and over heads where they share the bias).
 *
 * Slots: the shared ones of `AttentionHead` (out and logSumExp are read), then 21 dOut, 22 dOutStride, 23 dq,
 * 24 dqStride, 25 dk, 26 dkStride, 27 dv, 28 dvStride (strides as the forward ones), 29 accumulate (into dq, dk, dv),
 * 30 dBias (laid out as bias, or 0), 31 accumulateBias.
 *
 * Threads share out heads; dBias is a second pass over its own tiles, each of which adds up its heads in order.
 */
export function attentionBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const head = changetype<AttentionHead>(scratch);
  const tasks = intArgument(args, 0) * intArgument(args, 1);
  const end = shareStart(tasks, 1, thread + 1, threads);
  for (let task = shareStart(tasks, 1, thread, threads); task < end; task++) {
    head.select(args, task);
    differentiateHead(args, head, scratch);
  }
  if (pointerArgument(args, 30)) biasGradient(args, head, thread, threads, scratch);
}

/** Buffers behind the header, laid out for a head's width. */
@unmanaged
class Buffers {
  /** scale kᵀ, [K][16] panels of keys. */
  keysTransposed: usize;
  /** vᵀ, the same. */
  valuesTransposed: usize;
  /** scale k, [keys][16] panels of K. */
  scaledKeys: usize;
  /** scale q and dOut of a tile, [queries][16] panels of K. */
  scaledQueries: usize;
  outGradients: usize;
  /** P and dS of a tile, rows of `scoreStride` bytes. */
  probabilities: usize;
  scoreGradients: usize;
  /** P or dS transposed, [queries][6] panels of keys. */
  transposed: usize;

  place(start: usize, width: i32): void {
    const blockKeys = keysPerBlock(width);
    const tile = queriesPerTile(width);
    const scoreBytes = <usize>(tile * blockKeys) << 2;
    this.keysTransposed = start;
    this.valuesTransposed = this.keysTransposed + packedColumnsBytes(width, blockKeys);
    this.scaledKeys = this.valuesTransposed + packedColumnsBytes(width, blockKeys);
    this.scaledQueries = this.scaledKeys + packedColumnsBytes(blockKeys, width);
    this.outGradients = this.scaledQueries + packedColumnsBytes(tile, width);
    this.probabilities = this.outGradients + packedColumnsBytes(tile, width);
    this.scoreGradients = this.probabilities + scoreBytes;
    this.transposed = this.scoreGradients + scoreBytes;
  }
}

const buffersOffset: usize = 128;

// @ts-ignore: decorator
@inline
function placeBuffers(scratch: usize, width: i32): Buffers {
  const buffers = changetype<Buffers>(scratch + buffersOffset);
  buffers.place(scratch + attentionHeaderBytes, width);
  return buffers;
}

function differentiateHead(args: usize, head: AttentionHead, scratch: usize): void {
  const width = head.width;
  const buffers = placeBuffers(scratch, width);
  const edge = scratch + edgeTileOffset;
  const tileQueries = queriesPerTile(width);
  const blockKeys = keysPerBlock(width);
  const outGradientStride = head.strideAt(args, 22);
  const outGradients = head.firstStep(args, 21, outGradientStride, head.queryCount);
  const queryGradientStride = head.strideAt(args, 24);
  const queryGradients = head.firstStep(args, 23, queryGradientStride, head.queryCount);
  const keyGradientStride = head.strideAt(args, 26);
  const keyGradients = head.firstStep(args, 25, keyGradientStride, head.keyCapacity);
  const valueGradientStride = head.strideAt(args, 28);
  const valueGradients = head.firstStep(args, 27, valueGradientStride, head.keyCapacity);
  if (!intArgument(args, 29)) {
    clearRows(queryGradients, queryGradientStride, head.queryCount, width);
    clearRows(keyGradients, keyGradientStride, head.keyCapacity, width);
    clearRows(valueGradients, valueGradientStride, head.keyCapacity, width);
  }

  for (let key = 0; key < head.keyCount; key += blockKeys) {
    const blockCount = smaller(blockKeys, head.keyCount - key);
    packBlock(head, buffers, key, blockCount);
    packColumns(0, head.keys + <usize>key * head.keyStride, head.keyStride, blockCount, width, buffers.scaledKeys);
    scaleRow(buffers.scaledKeys, blockCount * ((width + 15) & ~15), head.scale);

    for (let query = 0; query < head.queryCount; query += tileQueries) {
      const rows = smaller(tileQueries, head.queryCount - query);
      const keys = smaller(blockCount, head.visibleKeys(query + rows - 1) - key);
      if (keys <= 0) continue;
      const outGradientTile = outGradients + <usize>query * outGradientStride;
      const scoreStride = <usize>((keys + 15) & ~15) << 2;
      scoreGradientTile(head, buffers, query, rows, key, keys, outGradientTile, outGradientStride, scratch);

      const queryTile = head.queries + <usize>query * head.queryStride;
      packColumns(0, queryTile, head.queryStride, rows, width, buffers.scaledQueries);
      scaleRow(buffers.scaledQueries, rows * ((width + 15) & ~15), head.scale);
      packColumns(0, outGradientTile, outGradientStride, rows, width, buffers.outGradients);

      multiplyPanels(
        0, buffers.scoreGradients, scoreStride, buffers.scaledKeys, <usize>blockCount << 6, keys, rows, width,
        queryGradients + <usize>query * queryGradientStride, queryGradientStride, 1, edge,
      );
      packRows(buffers.probabilities, scoreStride, rows, keys, buffers.transposed);
      multiplyPanels(
        1, buffers.transposed, 0, buffers.outGradients, <usize>rows << 6, rows, keys, width,
        valueGradients + <usize>key * valueGradientStride, valueGradientStride, 1, edge,
      );
      packRows(buffers.scoreGradients, scoreStride, rows, keys, buffers.transposed);
      multiplyPanels(
        1, buffers.transposed, 0, buffers.scaledQueries, <usize>rows << 6, rows, keys, width,
        keyGradients + <usize>key * keyGradientStride, keyGradientStride, 1, edge,
      );
    }
  }
}

function clearRows(first: usize, stride: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) memory.fill(first + <usize>row * stride, 0, <usize>width << 2);
}

/** Packs what the scores and their gradients need of a block of keys. */
function packBlock(head: AttentionHead, buffers: Buffers, key: i32, count: i32): void {
  packColumns(1, head.keys + <usize>key * head.keyStride, head.keyStride, head.width, count, buffers.keysTransposed);
  scaleRow(buffers.keysTransposed, head.width * ((count + 15) & ~15), head.scale);
  const values = head.values + <usize>key * head.valueStride;
  packColumns(1, values, head.valueStride, head.width, count, buffers.valuesTransposed);
}

/** P and dS of `rows` queries from `query` on against `keys` keys from `key` on, zero where a query does not see. */
function scoreGradientTile(
  head: AttentionHead, buffers: Buffers, query: i32, rows: i32, key: i32, keys: i32,
  outGradients: usize, outGradientStride: usize, scratch: usize,
): void {
  const edge = scratch + edgeTileOffset;
  const width = head.width;
  const stride = <usize>((keys + 15) & ~15) << 2;
  const panelBytes = <usize>width << 6;
  multiplyPanels(
    0, head.queries + <usize>query * head.queryStride, head.queryStride, buffers.keysTransposed, panelBytes,
    width, rows, keys, buffers.probabilities, stride, 0, edge,
  );
  multiplyPanels(
    0, outGradients, outGradientStride, buffers.valuesTransposed, panelBytes,
    width, rows, keys, buffers.scoreGradients, stride, 0, edge,
  );
  for (let row = 0; row < rows; row++) {
    const visible = larger(0, smaller(keys, head.visibleKeys(query + row) - key));
    const probabilities = buffers.probabilities + <usize>row * stride;
    const scoreGradients = buffers.scoreGradients + <usize>row * stride;
    const outGradient = outGradients + <usize>row * outGradientStride;
    const outProduct = dotRows(head.out + <usize>(query + row) * head.outStride, outGradient, width);
    head.maskScores(probabilities, query + row, key, visible);
    const logSumExp = f32.load(head.logSumExp + (<usize>(query + row) << 2));
    scoreGradientRow(probabilities, scoreGradients, (visible + 15) & ~15, logSumExp, outProduct);
    const filled = (visible + 15) & ~15;
    if (filled < keys) {
      memory.fill(probabilities + (<usize>filled << 2), 0, <usize>(keys - filled) << 2);
      memory.fill(scoreGradients + (<usize>filled << 2), 0, <usize>(keys - filled) << 2);
    }
  }
}

/** scores → P and dOut · v → dS over `count` floats, a multiple of 8. */
function scoreGradientRow(scores: usize, gradients: usize, count: i32, logSumExp: f32, outProduct: f32): void {
  const shift = f32x4.splat(logSumExp);
  const product = f32x4.splat(outProduct);
  for (let at: usize = 0; at < <usize>count << 2; at += 32) {
    const first = vectorExpOfNonPositive(f32x4.sub(v128.load(scores + at), shift));
    const second = vectorExpOfNonPositive(f32x4.sub(v128.load(scores + at, 16), shift));
    v128.store(scores + at, first);
    v128.store(scores + at, second, 16);
    v128.store(gradients + at, f32x4.mul(first, f32x4.sub(v128.load(gradients + at), product)));
    v128.store(gradients + at, f32x4.mul(second, f32x4.sub(v128.load(gradients + at, 16), product)), 16);
  }
}

/** A thread's tiles of dBias. The scores' gradients are computed once more, so that no order of threads shows. */
function biasGradient(args: usize, head: AttentionHead, thread: i32, threads: i32, scratch: usize): void {
  const batch = intArgument(args, 0);
  const heads = intArgument(args, 1);
  const queryCount = intArgument(args, 2);
  const keyCapacity = intArgument(args, 3);
  const width = intArgument(args, 4);
  const biasHeads = intArgument(args, 20);
  const buffers = placeBuffers(scratch, width);
  const tileQueries = queriesPerTile(width);
  const tiles = (queryCount + tileQueries - 1) / tileQueries;
  const end = shareStart(biasHeads * tiles, 1, thread + 1, threads);
  for (let task = shareStart(biasHeads * tiles, 1, thread, threads); task < end; task++) {
    const biasHead = task / tiles;
    const query = (task % tiles) * tileQueries;
    const rows = smaller(tileQueries, queryCount - query);
    const target = pointerArgument(args, 30) + ((<usize>(biasHead * queryCount + query) * keyCapacity) << 2);
    if (!intArgument(args, 31)) memory.fill(target, 0, (<usize>rows * keyCapacity) << 2);
    for (let item = 0; item < batch; item++) {
      const firstHead = biasHeads == 1 ? 0 : biasHead;
      const endHead = biasHeads == 1 ? heads : biasHead + 1;
      for (let index = firstHead; index < endHead; index++) {
        head.select(args, item * heads + index);
        addScoreGradients(args, head, buffers, query, rows, target, scratch);
      }
    }
  }
}

function addScoreGradients(
  args: usize, head: AttentionHead, buffers: Buffers, query: i32, rows: i32, target: usize, scratch: usize,
): void {
  const outGradientStride = head.strideAt(args, 22);
  const outGradients = head.firstStep(args, 21, outGradientStride, head.queryCount);
  const tileKeys = head.visibleKeys(query + rows - 1);
  const blockKeys = keysPerBlock(head.width);
  for (let key = 0; key < tileKeys; key += blockKeys) {
    const keys = smaller(blockKeys, tileKeys - key);
    packBlock(head, buffers, key, keys);
    const outGradientTile = outGradients + <usize>query * outGradientStride;
    scoreGradientTile(head, buffers, query, rows, key, keys, outGradientTile, outGradientStride, scratch);
    for (let row = 0; row < rows; row++) {
      const source = buffers.scoreGradients + <usize>row * (<usize>((keys + 15) & ~15) << 2);
      addRow(target + ((<usize>row * head.keyCapacity + key) << 2), source, keys);
    }
  }
}
