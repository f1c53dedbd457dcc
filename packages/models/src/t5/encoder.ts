/** The encoder of a T5. */
import type { UnlabelledBatch } from '@oneday/nn';
import { attention } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { throughBlocksSharing } from '../building-blocks/block-stack.ts';
import type { ModelExecution } from '../building-blocks/block-stack.ts';
import { encoderBlock, partOf } from './block.ts';
import { biasOf, embedded, ended, sideOf, T5_SCALE } from './side.ts';
import type { T5Weights } from './side.ts';

/** Hidden states of sources, [B,T,D]. */
export function encodeSources(
  o: Ops, weights: T5Weights, { inputIds, segments }: UnlabelledBatch, execution: ModelExecution,
): Value {
  const side = sideOf(weights, 'encoder');
  const time = inputIds.shape[1]!;
  const masks = { scale: T5_SCALE, segments: segments && { query: segments, key: segments } };
  const inputs = {
    x: embedded(o, weights, inputIds, side),
    bias: biasOf(o, side, { queryTime: time, keyTime: time }),
  };
  const blockOf = (site: string) => (ops: Ops, { x, bias }: typeof inputs) =>
    encoderBlock(ops, x, partOf(side, site), (inner, operands) => attention(inner, operands, { ...masks, bias }));
  return ended(o, throughBlocksSharing(o, inputs, weights.config.layers, blockOf, execution), side);
}
