/** `attention`: every form of operands and masks. */
import { attention } from '@oneday/ops';
import type { AttentionMasks, HostArray } from '@oneday/ops';
import { allPolicies, integers, normals } from './operation-case.ts';
import type { NamedArrays, OperationCase } from './operation-case.ts';

interface AttentionRow {
  readonly what: string;
  /** B, Tq, Tk, H, K */
  readonly sizes: readonly [batch: number, queryTime: number, keyTime: number, heads: number, headWidth: number];
  readonly packed?: boolean;
  readonly masks?: Pick<AttentionMasks, 'causal' | 'window' | 'scale'>;
  /** Leading size of the bias. */
  readonly biasHeads?: number;
  readonly segments?: { readonly query: readonly number[]; readonly key: readonly number[] };
  readonly keyLength?: number;
}

const rows: readonly AttentionRow[] = [
  { what: 'packed', sizes: [2, 7, 7, 3, 5], packed: true },
  { what: 'packed, causal', sizes: [2, 7, 7, 3, 5], packed: true, masks: { causal: true } },
  { what: 'packed, causal, one position', sizes: [1, 1, 1, 1, 1], packed: true, masks: { causal: true } },
  { what: 'packed, causal, long', sizes: [1, 65, 65, 2, 16], packed: true, masks: { causal: true } },
  { what: 'packed, causal, wide heads', sizes: [1, 33, 33, 1, 33], packed: true, masks: { causal: true } },
  { what: 'packed, a bias a head', sizes: [2, 7, 7, 3, 5], packed: true, masks: { causal: true }, biasHeads: 3 },
  { what: 'packed, causal window', sizes: [2, 9, 9, 2, 4], packed: true, masks: { causal: true, window: 3 } },
  { what: 'packed, causal window of one', sizes: [1, 5, 5, 2, 4], packed: true, masks: { causal: true, window: 1 } },
  {
    what: 'packed, causal, segments and padding', sizes: [2, 5, 5, 2, 4], packed: true, masks: { causal: true },
    segments: { query: [1, 1, 2, 2, 0, 3, 3, 3, 3, 3], key: [1, 1, 2, 2, 0, 3, 3, 3, 3, 3] },
  },
  { what: 'apart', sizes: [2, 7, 7, 3, 5] },
  { what: 'apart, fewer queries than keys', sizes: [2, 5, 16, 2, 8] },
  { what: 'apart, more queries than keys', sizes: [2, 9, 4, 2, 8] },
  { what: 'apart, causal, fewer queries than keys', sizes: [2, 5, 16, 2, 8], masks: { causal: true } },
  { what: 'apart, causal, more queries than keys: some see nothing', sizes: [1, 7, 3, 2, 5], masks: { causal: true } },
  { what: 'apart, bias shared by heads', sizes: [2, 5, 7, 3, 4], biasHeads: 1 },
  { what: 'apart, one head', sizes: [2, 5, 7, 1, 4], biasHeads: 1 },
  { what: 'apart, scale', sizes: [1, 5, 7, 2, 4], masks: { scale: 1 } },
  {
    what: 'apart, segments, padding, a query that sees nothing', sizes: [2, 3, 5, 2, 4],
    segments: { query: [1, 4, 2, 0, 1, 1], key: [1, 1, 2, 2, 0, 1, 1, 1, 2, 0] },
  },
  {
    what: 'apart, segments and bias', sizes: [1, 3, 5, 2, 4], biasHeads: 2,
    segments: { query: [1, 4, 2], key: [1, 1, 2, 2, 0] },
  },
  { what: 'apart, keyLength', sizes: [2, 3, 9, 2, 4], keyLength: 5 },
  { what: 'apart, keyLength 0: nothing is seen', sizes: [1, 3, 9, 2, 4], keyLength: 0 },
  { what: 'decoding one token with a cache', sizes: [3, 1, 33, 2, 8], masks: { causal: true }, keyLength: 20 },
  { what: 'decoding with a window', sizes: [1, 2, 17, 2, 4], masks: { causal: true, window: 4 }, keyLength: 11 },
];

function operandsOf({ sizes: [batch, queryTime, keyTime, heads, width], packed }: AttentionRow): NamedArrays {
  if (packed === true) return { qkv: normals('qkv', [batch, queryTime, 3, heads, width]) };
  return {
    q: normals('q', [batch, queryTime, heads, width]), k: normals('k', [batch, keyTime, heads, width]),
    v: normals('v', [batch, keyTime, heads, width]),
  };
}

function masksOf({ sizes: [batch, queryTime, keyTime], biasHeads, segments, keyLength }: AttentionRow): NamedArrays {
  const entries: [string, HostArray][] = [];
  if (biasHeads !== undefined) entries.push(['bias', normals('bias', [biasHeads, queryTime, keyTime])]);
  if (segments !== undefined) entries.push(['querySegments', integers(segments.query, [batch, queryTime])]);
  if (segments !== undefined) entries.push(['keySegments', integers(segments.key, [batch, keyTime])]);
  if (keyLength !== undefined) entries.push(['keyLength', integers([keyLength], [])]);
  return Object.fromEntries(entries);
}

function attentionCase(row: AttentionRow): OperationCase {
  const operands = operandsOf(row);
  return {
    name: `attention [B,Tq,Tk,H,K] = [${row.sizes}], ${row.what}`, bound: 'attention', policies: allPolicies,
    inputs: { ...operands, ...masksOf(row) },
    gradients: [...Object.keys(operands), ...(row.biasHeads === undefined ? [] : ['bias'])],
    compute(o, { qkv, q, k, v, bias, querySegments, keySegments, keyLength }) {
      const segments = querySegments && { query: querySegments, key: keySegments! };
      return attention(o, qkv ?? { q: q!, k: k!, v: v! }, { ...row.masks, bias, segments, keyLength });
    },
  };
}

/** All forms, and one value as query, key and value. */
export const attentionCases: readonly OperationCase[] = [
  ...rows.map(attentionCase),
  {
    name: 'attention of one value as query, key and value', bound: 'attention', policies: allPolicies, gradients: ['x'],
    inputs: { x: normals('x', [2, 5, 2, 4]) }, compute: (o, { x }) => attention(o, { q: x!, k: x!, v: x! }),
  },
];
