/** The fused ops that this backend computes by kernels of its own. */
import type { AnyFusedOp } from '@oneday/ops';
import { attentionKernel } from './attention.ts';
import { crossEntropyKernel } from './cross-entropy.ts';
import { layerNormKernel } from './layer-norm.ts';
import type { AnyTensorKernel } from './tensor-kernel.ts';

const kernels: ReadonlyMap<AnyFusedOp, AnyTensorKernel> = new Map([
  attentionKernel, crossEntropyKernel, layerNormKernel,
]);

/** The kernel for `op`, if there is one. */
export function kernelOf(op: AnyFusedOp): AnyTensorKernel | undefined {
  return kernels.get(op);
}
