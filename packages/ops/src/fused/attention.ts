/** Scaled dot-product attention (Vaswani et al. 2017), with one form of masks. */
import { add, compare, logSumExp, multiply, subtract, valueOf, where } from '../arithmetic.ts';
import { broadcastTo } from '../broadcast.ts';
import type { FusedOp, RoundingAttributes } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { roundOperand } from '../precision.ts';
import { sameSpec } from '../tree.ts';
import { describe, sameShape } from '../value.ts';
import type { Operand, Spec, Value } from '../value.ts';

/** Inputs of {@link attentionOp}: either `qkvBT3HK` or the three apart. */
export type AttentionInputs = {
  /** Queries, keys and values of one product, [B,T,3,H,K]. */
  qkvBT3HK?: Value | undefined;
  /** [B,Tq,H,K] */
  qBTHK?: Value | undefined;
  /** [B,Tk,H,K] */
  kBTHK?: Value | undefined;
  /** [B,Tk,H,K] */
  vBTHK?: Value | undefined;
  /** i32[B,Tq]; see {@link AttentionMasks}. */
  querySegments?: Value | undefined;
  /** i32[B,Tk] */
  keySegments?: Value | undefined;
  /** f32[H or 1, Tq, Tk] */
  bias?: Value | undefined;
  /** i32 scalar */
  keyLength?: Value | undefined;
};

/** Attributes of {@link attentionOp}. */
export interface AttentionAttributes extends RoundingAttributes {
  readonly causal: boolean;
  /** A query sees at most its own and the `window` − 1 keys before. */
  readonly window?: number | undefined;
  /** Scores are multiplied by it. Default 1/√K. */
  readonly scale?: number | undefined;
}

/** Sizes of an attention call. */
export interface AttentionSizes {
  readonly batch: number;
  readonly queryTime: number;
  readonly keyTime: number;
  readonly heads: number;
  readonly headWidth: number;
}

/** The sizes of a call, checked. */
export function attentionSizes(inputs: { readonly [K in keyof AttentionInputs]: Spec | undefined }): AttentionSizes {
  const { qkvBT3HK: packed, qBTHK: q, kBTHK: k, vBTHK: v } = inputs;
  if (packed !== undefined) {
    requireFit(packed.shape.length === 5 && packed.shape[2] === 3 && !q && !k && !v, () =>
      `attention: packed qkv must be [B,T,3,H,K] and stand alone; got ${describe(packed)}`);
    const [batch, time, , heads, headWidth] = packed.shape as [number, number, number, number, number];
    return { batch, queryTime: time, keyTime: time, heads, headWidth };
  }
  requireFit(q !== undefined && k !== undefined && v !== undefined, () =>
    'attention: needs qkvBT3HK, or qBTHK, kBTHK and vBTHK');
  requireFit(q.shape.length === 4 && sameShape(k.shape, v.shape) && q.shape[0] === k.shape[0], () =>
    `attention: needs q[B,Tq,H,K] and k, v[B,Tk,H,K]; got q ${describe(q)}, k ${describe(k)}, v ${describe(v)}`);
  requireFit(q.shape[2] === k.shape[2] && q.shape[3] === k.shape[3], () =>
    `attention: q and k must share heads H and head width K; got q [${q.shape.join(',')}], k [${k.shape.join(',')}]`);
  const [batch, queryTime, heads, headWidth] = q.shape as [number, number, number, number];
  return { batch, queryTime, keyTime: k.shape[1]!, heads, headWidth };
}

/** The fused op behind {@link attention}. */
export const attentionOp: FusedOp<AttentionInputs, AttentionAttributes, { out: Value }> = {
  name: 'attention',
  differentiable: ['out'],
  rounds: true,
  infer(inputs, { causal, window }) {
    const { batch, queryTime, keyTime, heads, headWidth } = attentionSizes(inputs);
    const { querySegments, keySegments, bias, keyLength } = inputs;
    requireFit((querySegments === undefined) === (keySegments === undefined), () =>
      'attention: querySegments and keySegments come together');
    requireFit(!querySegments || sameSpec(querySegments, { shape: [batch, queryTime], dtype: 'i32' }), () =>
      `attention: querySegments must be i32[${batch},${queryTime}]; got ${describe(querySegments!)}`);
    requireFit(!keySegments || sameSpec(keySegments, { shape: [batch, keyTime], dtype: 'i32' }), () =>
      `attention: keySegments must be i32[${batch},${keyTime}]; got ${describe(keySegments!)}`);
    requireFit(!bias ||
      sameShape(bias.shape, [heads, queryTime, keyTime]) ||
      sameShape(bias.shape, [1, queryTime, keyTime]), () =>
      `attention: bias must be [${heads} or 1,${queryTime},${keyTime}]; got ${describe(bias!)}`);
    requireFit(!keyLength || sameSpec(keyLength, { shape: [], dtype: 'i32' }), () =>
      `attention: keyLength must be i32[]; got ${describe(keyLength!)}`);
    requireFit(window === undefined || (causal && Number.isInteger(window) && window > 0), () =>
      `attention: window is a positive integer and needs causal; got ${window}`);
    return { out: { shape: [batch, queryTime, heads, headWidth], dtype: 'f32' } };
  },
  reference(o, inputs, attributes) {
    const sizes = attentionSizes(inputs);
    const { batch, queryTime, keyTime, heads, headWidth } = sizes;
    const { operands, scale = headWidth ** -0.5 } = attributes;
    const [q, k, v] = queriesKeysValues(o, inputs).map((x) => o.transpose(roundOperand(o, x, operands), [0, 2, 1, 3]));
    const products = multiply(o, o.matmul(q!, k!, { transposeB: true }), scale);
    const scores = inputs.bias === undefined ? products : add(o, products, inputs.bias);
    const visible = visibleKeys(o, inputs, attributes, sizes);
    const masked = visible === undefined ? scores : where(o, visible, scores, -Infinity);
    const weights = o.unary('exp', subtract(o, masked, logSumExpOrZero(o, masked)));
    const kept = visible === undefined ? weights : where(o, visible, weights, 0);
    const out = o.matmul(roundOperand(o, kept, operands), v!);
    return { out: o.reshape(o.transpose(out, [0, 2, 1, 3]), [batch, queryTime, heads, headWidth]) };

    /** 0 for a query that sees nothing: its weights are then masked to 0 rather than NaN. */
    function logSumExpOrZero(ops: Ops, x: Value): Value {
      if (visible === undefined) return logSumExp(ops, x);
      const anyVisible = ops.reduce(
        'maximum',
        ops.cast(broadcastTo(ops, visible, [batch, heads, queryTime, keyTime]), 'f32'),
        [3],
        true,
      );
      const sees = compare(ops, 'greater', anyVisible, 0);
      const safe = where(ops, sees, x, 0);
      return where(ops, sees, logSumExp(ops, safe), 0);
    }
  },
};

function queriesKeysValues(o: Ops, inputs: AttentionInputs): [Value, Value, Value] {
  const { qkvBT3HK: packed } = inputs;
  if (packed === undefined) return [inputs.qBTHK!, inputs.kBTHK!, inputs.vBTHK!];
  const [batch, time, , heads, width] = packed.shape as [number, number, number, number, number];
  const part = (which: number) =>
    o.reshape(o.slice(packed, [0, 0, which, 0, 0], [batch, time, 1, heads, width]), [batch, time, heads, width]);
  return [part(0), part(1), part(2)];
}

/** Which keys each query sees, `bool` broadcastable to [B,H,Tq,Tk]; undefined where it sees all. */
function visibleKeys(
  o: Ops,
  inputs: AttentionInputs,
  { causal, window }: AttentionAttributes,
  sizes: AttentionSizes,
): Value | undefined {
  const { batch, queryTime, keyTime } = sizes;
  const conditions: Value[] = [];
  const keyIndex = o.iota([1, 1, 1, keyTime], 3, 'i32');
  if (inputs.keyLength !== undefined) conditions.push(compare(o, 'less', keyIndex, inputs.keyLength));
  if (causal) {
    const length = inputs.keyLength ?? o.constant(keyTime, { shape: [], dtype: 'i32' });
    const position = add(o, o.iota([1, 1, queryTime, 1], 2, 'i32'), subtract(o, length, queryTime));
    conditions.push(compare(o, 'lessEqual', keyIndex, position));
    if (window !== undefined) conditions.push(compare(o, 'greater', keyIndex, subtract(o, position, window)));
  }
  if (inputs.querySegments !== undefined) {
    const query = o.reshape(inputs.querySegments, [batch, 1, queryTime, 1]);
    const key = o.reshape(inputs.keySegments!, [batch, 1, 1, keyTime]);
    conditions.push(compare(o, 'equal', query, key), compare(o, 'notEqual', key, 0));
  }
  return conditions.reduce<Value | undefined>(
    (all, condition) => (all === undefined ? condition : bothOf(o, all, condition)),
    undefined,
  );
}

function bothOf(o: Ops, a: Value, b: Value): Value {
  const shape = a.shape.map((size, axis) => Math.max(size, b.shape[axis]!));
  return o.binary('and', broadcastTo(o, a, shape), broadcastTo(o, b, shape));
}

/**
 * The one form of masks. All that are given must allow a key. A query that sees no key gives zeros and zero gradient.
 */
export interface AttentionMasks {
  /** Query i sees keys up to i + L − Tq, where L is `keyLength` or Tk: the last query sees them all. Default false. */
  readonly causal?: boolean;
  readonly window?: number;
  readonly scale?: number;
  /** Segment ids, queries i32[B,Tq] and keys i32[B,Tk]: equal ids see each other, 0 is padding and sees nothing. */
  readonly segments?: { readonly query: Value; readonly key: Value } | undefined;
  /** Added to the scores, f32[H or 1, Tq, Tk]; it gets its gradient. */
  readonly bias?: Operand | undefined;
  /** Only the first `keyLength` keys exist, i32 scalar: decoding with a cache. */
  readonly keyLength?: Value | undefined;
}

/**
 * softmax(q·kᵀ · scale + bias, masked) · v. From packed qkv[B,T,3,H,K], or q[B,Tq,H,K] with k and v[B,Tk,H,K] →
 * [B,Tq,H,K].
 */
export function attention(
  o: Ops,
  operands: Value | { readonly q: Value; readonly k: Value; readonly v: Value },
  masks: AttentionMasks = {},
): Value {
  const { causal = false, window, scale, segments, bias, keyLength } = masks;
  const parts = 'q' in operands ? { qBTHK: operands.q, kBTHK: operands.k, vBTHK: operands.v } : { qkvBT3HK: operands };
  const inputs = {
    ...parts,
    querySegments: segments?.query,
    keySegments: segments?.key,
    bias: bias && valueOf(o, bias),
    keyLength,
  };
  return o.call(attentionOp, inputs, { causal, window, scale }).out;
}
