/** The blocks of a T5: branches, each with its norm in front, added to the stream. */
import type { Bound, Keys } from '@oneday/nn';
import { gated, rmsNorm } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import type { AttentionOperands } from '../building-blocks/key-value-cache.ts';
import { affine, dropped, endBranch } from '../building-blocks/layers.ts';
import type { T5Config } from './config.ts';

/** The parameters of a side, a block or a branch, and what else it needs. */
export interface T5Part {
  readonly config: T5Config;
  /** The parameters below `site`. */
  readonly p: Bound;
  /** Names the places where numbers are drawn. */
  readonly site: string;
  /** Absent: no dropout. */
  readonly keys: Keys | undefined;
}

/** Keys and values that queries look at, [B,T,H,K] each. */
export type AttentionTarget = Omit<AttentionOperands, 'q'>;

/** How positions look at each other: queries, keys and values → [B,Tq,H,K]. */
export type Attend = (o: Ops, operands: AttentionOperands) => Value;

/** How the decoder looks at its own positions and at the source. */
export interface DecoderAttention {
  readonly own: Attend;
  readonly across: Attend;
  /** The source's keys and values; `crossAttention` is the branch that looks at them. */
  source(o: Ops, crossAttention: T5Part): AttentionTarget;
}

/** The part below `name`. */
export function partOf({ p, site, ...rest }: T5Part, name: string): T5Part {
  return { ...rest, p: p.scope(name), site: `${site}.${name}` };
}

/** Attention, then the feed-forward layer; x[B,T,D] → [B,T,D]. */
export function encoderBlock(o: Ops, x: Value, block: T5Part, attend: Attend): Value {
  const attended = withSelfAttention(o, x, partOf(block, 'attention'), attend);
  return withFeedForward(o, attended, partOf(block, 'feedForward'));
}

/** Attention to itself, to the source, then the feed-forward layer; x[B,S,D] → [B,S,D]. */
export function decoderBlock(o: Ops, x: Value, block: T5Part, { own, across, source }: DecoderAttention): Value {
  const attended = withSelfAttention(o, x, partOf(block, 'attention'), own);
  const branch = partOf(block, 'crossAttention');
  const q = queries(o, t5Norm(o, attended, branch), branch);
  const informed = withOutput(o, across(o, { q, ...source(o, branch) }), attended, branch);
  return withFeedForward(o, informed, partOf(block, 'feedForward'));
}

/** RMSNorm with the gain `norm.weight` of the part. */
export function t5Norm(o: Ops, x: Value, { config, p }: T5Part): Value {
  return rmsNorm(o, x, { weight: p.get('norm.weight'), epsilon: config.normEpsilon });
}

/** What the attention `branch` makes of x[B,T,D] to be looked at. */
export function keysAndValues(o: Ops, x: Value, branch: T5Part): AttentionTarget {
  const projected = (name: string) => inHeads(o, affine(o, branch.p, name, x), branch);
  return { k: projected('key'), v: projected('value') };
}

/** `x` with dropout at `place` of the part. */
export function droppedAt(o: Ops, x: Value, { config, site, keys }: T5Part, place: string): Value {
  return dropped(o, x, { keys, site: `${site}.${place}`, rate: config.dropout });
}

function withSelfAttention(o: Ops, x: Value, branch: T5Part, attend: Attend): Value {
  const normedBTD = t5Norm(o, x, branch);
  const attended = attend(o, { q: queries(o, normedBTD, branch), ...keysAndValues(o, normedBTD, branch) });
  return withOutput(o, attended, x, branch);
}

function withFeedForward(o: Ops, x: Value, branch: T5Part): Value {
  const { config: { activation, gated: isGated, dropout: rate }, p, site, keys } = branch;
  const normedBTD = t5Norm(o, x, branch);
  const inner = isGated
    ? gated(o, affine(o, p, 'in', normedBTD), activation)
    : affine(o, p, 'in', normedBTD, { activation });
  return endBranch(o, p, 'out', droppedAt(o, inner, branch, 'inner'), x, { keys, site: `${site}.out`, rate });
}

function queries(o: Ops, x: Value, branch: T5Part): Value {
  return inHeads(o, affine(o, branch.p, 'query', x), branch);
}

function inHeads(o: Ops, x: Value, { config: { heads, headWidth } }: T5Part): Value {
  const [batch, time] = x.shape as [number, number, number];
  return o.reshape(x, [batch, time, heads, headWidth]);
}

function withOutput(o: Ops, attendedBTHK: Value, stream: Value, { config, p, site, keys }: T5Part): Value {
  const [batch, time, heads, headWidth] = attendedBTHK.shape as [number, number, number, number];
  const joined = o.reshape(attendedBTHK, [batch, time, heads * headWidth]);
  return endBranch(o, p, 'output', joined, stream, { keys, site: `${site}.output`, rate: config.dropout });
}
