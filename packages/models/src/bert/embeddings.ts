/** What a BERT's first block is given: tokens, positions and types, summed and normed. */
import { ShapeError } from '@oneday/core';
import type { Bound, Keys, UnlabelledBatch } from '@oneday/nn';
import { add, embedding, multiply } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { dropped, normed } from '../building-blocks/layers.ts';
import type { BertConfig } from './config.ts';

/** [B,T,D]. @throws ShapeError for a sequence longer than the context */
export function embedded(o: Ops, p: Bound, batch: UnlabelledBatch, config: BertConfig, keys?: Keys): Value {
  const { context, layerNormEpsilon, dropout: rate } = config;
  const time = batch.inputIds.shape[1]!;
  if (time > context) throw new ShapeError(`bert: a sequence must fit in context ${context}; got T = ${time}`);
  const tokens = embedding(o, p.get('tokens.weight'), batch.inputIds);
  const placed = add(o, tokens, positionRows(o, p, batch, config));
  const typed = config.typeCount === 0 ? placed : add(o, placed, typeRows(o, p, batch, config));
  const normedBTD = normed(o, p, 'embeddingNorm', typed, layerNormEpsilon);
  return dropped(o, normedBTD, { keys, site: 'embedding', rate });
}

/** [B,T,D] or, without given positions, [T,D]. */
function positionRows(o: Ops, p: Bound, { inputIds, positions }: UnlabelledBatch, config: BertConfig): Value {
  const { context, width } = config;
  const isLearned = config.positions === 'learned';
  const table = isLearned
    ? o.read(p.get('positions.weight'))
    : o.constant(sinusoids(context, width), { shape: [context, width], dtype: 'f32' });
  const time = inputIds.shape[1]!;
  const rows = positions === undefined ? o.slice(table, [0, 0], [time, width]) : embedding(o, table, positions);
  return isLearned ? rows : multiply(o, rows, p.get('positions.scale'));
}

/** Rows of the types' table; a batch without types has type 0 everywhere. */
function typeRows(o: Ops, p: Bound, { typeIds }: UnlabelledBatch, { width }: BertConfig): Value {
  const table = p.get('types.weight');
  return typeIds === undefined ? o.slice(o.read(table), [0, 0], [1, width]) : embedding(o, table, typeIds);
}

/**
 * Row t holds sin(t·ω) in its even columns and cos(t·ω) in its odd ones, ω = 10,000^(−2i/D) for pair i (Vaswani et al.
 * 2017).
 */
function sinusoids(rows: number, width: number): Float32Array {
  return Float32Array.from({ length: rows * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const angle = row * 10_000 ** (-(column - column % 2) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
