/** Every kernel of this backend, one for each fused op of `@oneday/ops`. */
import type { KernelBinding } from '../cpu-kernel.ts';
import { attentionKernel } from './attention.ts';
import { crossEntropyKernel } from './cross-entropy.ts';
import { layerNormKernel, rmsNormKernel } from './norm.ts';
import { linearKernel } from './linear.ts';
import { adamwKernel, globalNormKernel } from './optimizer.ts';
import { activationKernel, dropoutKernel, embeddingKernel, gatedKernel, rotaryKernel } from './pointwise.ts';

/** What `cpu()` opens with. */
export const nativeKernels: readonly KernelBinding[] = [
  linearKernel,
  attentionKernel,
  embeddingKernel,
  layerNormKernel,
  rmsNormKernel,
  rotaryKernel,
  gatedKernel,
  activationKernel,
  dropoutKernel,
  crossEntropyKernel,
  globalNormKernel,
  adamwKernel,
];
