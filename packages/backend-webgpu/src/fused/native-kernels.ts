/** The fused ops that this backend computes by kernels of its own. */
import type { AnyFusedOp } from '@oneday/ops';
import { adamwKernel } from './adamw.ts';
import { crossEntropyKernel } from './cross-entropy.ts';
import type { AnyGpuKernel } from './gpu-kernel.ts';
import { layerNormKernel } from './layer-norm.ts';

const kernels: ReadonlyMap<AnyFusedOp, AnyGpuKernel> = new Map([adamwKernel, layerNormKernel, crossEntropyKernel]);

/** The kernel for `op`, if there is one. */
export function kernelOf(op: AnyFusedOp): AnyGpuKernel | undefined {
  return kernels.get(op);
}
