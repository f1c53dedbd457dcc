/** Blocks one after the other. */
import type { Ops, Value } from '@oneday/ops';

/** How a model is computed; the numbers stay the same. */
export interface ModelExecution {
  /** Keep only each block's input for the backward pass and compute the rest again: less memory, a third more work. */
  readonly checkpointBlocks?: boolean;
}

/** What the parameters of a model's blocks begin with: `blocks.0`, `blocks.1`, … */
export function blockNames(layers: number): readonly string[] {
  return Array.from({ length: layers }, (_, i) => `blocks.${i}`);
}

/** x[B,T,D] through all blocks. `blockOf` gives the block whose parameters begin with `site`. */
export function throughBlocks(
  o: Ops,
  xBTD: Value,
  layers: number,
  blockOf: (site: string) => (o: Ops, xBTD: Value) => Value,
  execution: ModelExecution,
): Value {
  return throughBlocksSharing(o, { x: xBTD }, layers, (site) => (ops, { x }) => blockOf(site)(ops, x), execution);
}

/**
 * As {@link throughBlocks}, for blocks that all look at the same values besides: they come in with x, so that blocks
 * which are computed again send them their gradients.
 */
export function throughBlocksSharing<I extends { readonly x: Value }>(
  o: Ops,
  inputs: I,
  layers: number,
  blockOf: (site: string) => (o: Ops, inputs: I) => Value,
  { checkpointBlocks = false }: ModelExecution,
): Value {
  return blockNames(layers).reduce((x, site) => {
    const run = blockOf(site);
    const ofBlock = { ...inputs, x };
    return checkpointBlocks ? o.checkpoint(run, ofBlock) : run(o, ofBlock);
  }, inputs.x);
}
