import {
  AttentionHead,
  attentionHeaderBytes,
  edgeTileOffset,
  keysPerBlock,
  queriesPerTile,
  rowMaximaOffset,
  rowSumsOffset,
} from './attention-head';
import { intArgument } from './arguments';
import { packColumns, packedColumnsBytes } from './packing';
import { multiplyPanels } from './product';
import { exponentiateRow, rowMaximum, scalarExp, scaleRow } from './softmax-rows';
import { larger, shareStart, smaller } from './work-split';

/**
 * out[B,Tq,H,K] = softmax(scores) · v and the logarithm of each softmax's denominator, by tiles of queries and blocks
 * of keys with a running maximum (Dao et al. 2022). Slots: the shared ones of `AttentionHead`. A query that sees no key
 * gives zeros and logSumExp 0. Threads share out heads.
 */
export function attentionForward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const head = changetype<AttentionHead>(scratch);
  const tasks = intArgument(args, 0) * intArgument(args, 1);
  const end = shareStart(tasks, 1, thread + 1, threads);
  for (let task = shareStart(tasks, 1, thread, threads); task < end; task++) {
    head.select(args, task);
    attend(head, scratch);
  }
}

function attend(head: AttentionHead, scratch: usize): void {
  const width = head.width;
  const tileQueries = queriesPerTile(width);
  const blockKeys = keysPerBlock(width);
  const keyPanels = scratch + attentionHeaderBytes;
  const valuePanels = keyPanels + packedColumnsBytes(width, blockKeys);
  const scores = valuePanels + packedColumnsBytes(blockKeys, width);
  const edge = scratch + edgeTileOffset;
  const oneBlock = head.keyCount <= blockKeys;
  if (oneBlock) packKeysAndValues(head, 0, head.keyCount, keyPanels, valuePanels);

  for (let query = 0; query < head.queryCount; query += tileQueries) {
    const rows = smaller(tileQueries, head.queryCount - query);
    const out = head.out + <usize>query * head.outStride;
    const tileKeys = head.visibleKeys(query + rows - 1);
    for (let row = 0; row < rows; row++) {
      f32.store(scratch + (<usize>row << 2), -Infinity, rowMaximaOffset);
      f32.store(scratch + (<usize>row << 2), 0, rowSumsOffset);
      if (tileKeys == 0) memory.fill(out + <usize>row * head.outStride, 0, <usize>width << 2);
    }
    for (let key = 0; key < tileKeys; key += blockKeys) {
      const packedKeys = smaller(blockKeys, head.keyCount - key);
      const keys = smaller(packedKeys, tileKeys - key);
      const scoreStride = <usize>((keys + 15) & ~15) << 2;
      if (!oneBlock) packKeysAndValues(head, key, packedKeys, keyPanels, valuePanels);
      multiplyPanels(
        0, head.queries + <usize>query * head.queryStride, head.queryStride, keyPanels, <usize>width << 6,
        width, rows, keys, scores, scoreStride, 0, edge,
      );
      for (let row = 0; row < rows; row++) {
        const visible = larger(0, smaller(keys, head.visibleKeys(query + row) - key));
        const scoreRow = scores + <usize>row * scoreStride;
        softenRow(head, scoreRow, scratch + (<usize>row << 2), query, row, key, visible);
        const filled = (visible + 15) & ~15;
        if (filled < keys) memory.fill(scoreRow + (<usize>filled << 2), 0, <usize>(keys - filled) << 2);
      }
      multiplyPanels(
        0, scores, scoreStride, valuePanels, <usize>packedKeys << 6,
        keys, rows, width, out, head.outStride, key > 0 ? 1 : 0, edge,
      );
    }
    for (let row = 0; row < rows; row++) finishRow(head, scratch + (<usize>row << 2), query + row);
  }
}

/** The scale goes into the packed keys, once for all queries. */
function packKeysAndValues(head: AttentionHead, key: i32, count: i32, keyPanels: usize, valuePanels: usize): void {
  packColumns(1, head.keys + <usize>key * head.keyStride, head.keyStride, head.width, count, keyPanels);
  scaleRow(keyPanels, head.width * ((count + 15) & ~15), head.scale);
  packColumns(0, head.values + <usize>key * head.valueStride, head.valueStride, count, head.width, valuePanels);
}

/**
 * Turns a row of scores into exp(score − running maximum). Where this block raises the maximum, what the row has
 * gathered so far shrinks by the same factor. `statistics` points to the row's place in the header.
 */
function softenRow(
  head: AttentionHead, scores: usize, statistics: usize, tile: i32, row: i32, key: i32, visible: i32,
): void {
  if (visible == 0) return;
  const count = (visible + 15) & ~15;
  head.maskScores(scores, tile + row, key, visible);
  const before = f32.load(statistics, rowMaximaOffset);
  const maximum = max<f32>(before, rowMaximum(scores, count));
  // A row that has seen nothing yet has maximum −∞; any finite shift keeps its exponentials at 0.
  const shift: f32 = maximum == -Infinity ? 0 : maximum;
  let sum = exponentiateRow(scores, count, shift);
  if (key > 0) {
    const shrink = scalarExp(before - shift);
    sum += f32.load(statistics, rowSumsOffset) * shrink;
    scaleRow(head.out + <usize>(tile + row) * head.outStride, head.width, shrink);
  }
  f32.store(statistics, maximum, rowMaximaOffset);
  f32.store(statistics, sum, rowSumsOffset);
}

/** Divides by the sum of exponentials. A row that saw nothing is zero already. */
function finishRow(head: AttentionHead, statistics: usize, query: i32): void {
  const sum = f32.load(statistics, rowSumsOffset);
  const seesAny = sum != 0;
  const maximum = f32.load(statistics, rowMaximaOffset);
  f32.store(head.logSumExp + (<usize>query << 2), seesAny ? maximum + <f32>NativeMath.log(<f64>sum) : 0);
  if (seesAny) scaleRow(head.out + <usize>query * head.outStride, head.width, 1 / sum);
}
