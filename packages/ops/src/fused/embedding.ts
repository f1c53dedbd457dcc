/** Rows of a table, by token. */
import { valueOf } from '../arithmetic.ts';
import type { FusedOp } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { describe } from '../value.ts';
import type { Operand, Value } from '../value.ts';

/** The fused op behind {@link embedding}. */
export const embeddingOp: FusedOp<{ table: Value; ids: Value }, object, { out: Value }> = {
  name: 'embedding',
  differentiable: ['out'],
  infer({ table, ids }) {
    requireFit(table.shape.length === 2 && table.dtype === 'f32' && ids.dtype === 'i32', () =>
      `embedding: needs table f32[V,D] and ids i32[…]; got ${describe(table)}, ${describe(ids)}`);
    return { out: { shape: [...ids.shape, table.shape[1]!], dtype: 'f32' } };
  },
  reference: (o, { table, ids }) => ({ out: o.gatherRows(table, ids) }),
};

/** table[V,D] at ids (`i32`, any shape) → […ids, D]; an id outside [0, V) gives zeros. */
export function embedding(o: Ops, table: Operand, ids: Value): Value {
  return o.call(embeddingOp, { table: valueOf(o, table), ids }, {}).out;
}
