/** The fused ops that this backend computes by kernels of its own. */
import type { KernelBinding } from '../gpu-kernel.ts';
import { adamwKernel } from './adamw.ts';
import { crossEntropyKernel } from './cross-entropy.ts';
import { layerNormKernel } from './layer-norm.ts';

/** All of them. */
export const nativeKernels: readonly KernelBinding[] = [adamwKernel, layerNormKernel, crossEntropyKernel];
