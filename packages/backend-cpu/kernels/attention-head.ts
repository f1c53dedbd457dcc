import { floatArgument, intArgument, pointerArgument } from './arguments';
import { larger, smaller } from './work-split';

/**
 * One head of one batch item, as its kernel sees it; lies at the start of a thread's scratch memory. Strides are in
 * bytes, from one time step to the next.
 *
 * Slots that the attention kernels share:
 * 0 B, 1 H, 2 Tq, 3 Tk, 4 K (head width, at most 4096),
 * 5 q, 6 qStride, 7 k, 8 kStride, 9 v, 10 vStride, 11 out, 12 outStride (floats from one time step to the next; a head
 * follows the one before at K floats, a batch item at time steps × stride), 13 logSumExp [B,H,Tq], 14 scale (f32),
 * 15 causal, 16 keyLength (pointer to an i32, or 0 for Tk), 17 querySegments i32 [B,Tq] and 18 keySegments i32 [B,Tk]
 * (both or neither 0), 19 bias f32 [biasHeads,Tq,Tk] or 0, 20 biasHeads (H or 1).
 *
 * score(i, j) = scale · q_i · k_j + bias(i, j). Query i sees key j < keyLength if the segments are equal and not 0 and,
 * when causal, j ≤ i + keyLength − Tq.
 */
@unmanaged
export class AttentionHead {
  /** Which batch item and head this is. */
  item: i32;
  index: i32;
  queryCount: i32;
  /** Row length of the bias. */
  keyCapacity: i32;
  /** Keys that exist, at most `keyCapacity`. */
  keyCount: i32;
  width: i32;
  scale: f32;
  causal: i32;
  queries: usize;
  queryStride: usize;
  keys: usize;
  keyStride: usize;
  values: usize;
  valueStride: usize;
  out: usize;
  outStride: usize;
  logSumExp: usize;
  querySegments: usize;
  keySegments: usize;
  bias: usize;

  /** Points at head `task` of B · H. */
  select(args: usize, task: i32): void {
    const heads = intArgument(args, 1);
    this.item = task / heads;
    this.index = task % heads;
    this.queryCount = intArgument(args, 2);
    this.keyCapacity = intArgument(args, 3);
    const keyLength = pointerArgument(args, 16);
    this.keyCount = keyLength ? larger(0, smaller(load<i32>(keyLength), this.keyCapacity)) : this.keyCapacity;
    this.width = intArgument(args, 4);
    this.scale = floatArgument(args, 14);
    this.causal = intArgument(args, 15);
    this.queryStride = this.strideAt(args, 6);
    this.queries = this.firstStep(args, 5, this.queryStride, this.queryCount);
    this.keyStride = this.strideAt(args, 8);
    this.keys = this.firstStep(args, 7, this.keyStride, this.keyCapacity);
    this.valueStride = this.strideAt(args, 10);
    this.values = this.firstStep(args, 9, this.valueStride, this.keyCapacity);
    this.outStride = this.strideAt(args, 12);
    this.out = this.firstStep(args, 11, this.outStride, this.queryCount);
    this.logSumExp = pointerArgument(args, 13) + ((<usize>task * this.queryCount) << 2);
    const querySegments = pointerArgument(args, 17);
    this.querySegments = querySegments ? querySegments + ((<usize>this.item * this.queryCount) << 2) : 0;
    this.keySegments = pointerArgument(args, 18) + ((<usize>this.item * this.keyCapacity) << 2);
    const bias = pointerArgument(args, 19);
    const biasHead = intArgument(args, 20) == 1 ? 0 : this.index;
    this.bias = bias ? bias + ((<usize>biasHead * this.queryCount * this.keyCapacity) << 2) : 0;
  }

  strideAt(args: usize, slot: i32): usize {
    return <usize>intArgument(args, slot) << 2;
  }

  /** This head's part of time step 0 of its batch item, in the tensor whose base is in `slot`. */
  firstStep(args: usize, slot: i32, stride: usize, steps: i32): usize {
    return pointerArgument(args, slot) + <usize>this.item * steps * stride + ((<usize>this.index * this.width) << 2);
  }

  /** How many keys from the first on query `query` may see, segments aside. */
  visibleKeys(query: i32): i32 {
    if (!this.causal) return this.keyCount;
    return larger(0, smaller(this.keyCount, query + 1 + this.keyCount - this.queryCount));
  }

  /**
   * Adds the bias to the first `visible` scores of a query against the keys from `firstKey` on, and sets what its
   * segment does not see, and what follows up to a multiple of 16, to −∞.
   */
  maskScores(row: usize, query: i32, firstKey: i32, visible: i32): void {
    if (this.bias) {
      const bias = this.bias + ((<usize>query * this.keyCapacity + firstKey) << 2);
      for (let at: usize = 0; at < <usize>visible << 2; at += 16) {
        v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(bias + at)));
      }
    }
    if (this.querySegments) {
      const segment = load<i32>(this.querySegments + (<usize>query << 2));
      const querySegments = i32x4.splat(segment);
      const seesAny = i32x4.splat(segment != 0 ? -1 : 0);
      const nothing = f32x4.splat(-Infinity);
      const keySegments = this.keySegments + (<usize>firstKey << 2);
      for (let at: usize = 0; at < <usize>visible << 2; at += 16) {
        const seen = v128.and(i32x4.eq(v128.load(keySegments + at), querySegments), seesAny);
        v128.store(row + at, v128.bitselect(v128.load(row + at), nothing, seen));
      }
    }
    for (let key = visible; key & 15; key++) f32.store(row + (<usize>key << 2), -Infinity);
  }
}

/** Scratch bytes kept for the head, the edge tile of products and row statistics. */
export const attentionHeaderBytes: usize = 2048;
/** Where in the header the edge tile and the row statistics lie. */
export const edgeTileOffset: usize = 256;
export const rowMaximaOffset: usize = 1024;
export const rowSumsOffset: usize = 1280;

/** Queries in a tile: 64, fewer for heads so wide that the tile would not fit. */
export function queriesPerTile(width: i32): i32 {
  return width <= 512 ? 64 : larger(1, 32768 / width);
}

/** Keys handled at once: 512, fewer for wide heads; a multiple of 16. */
export function keysPerBlock(width: i32): i32 {
  return width <= 128 ? 512 : larger(16, (65536 / width) & ~15);
}
