/** When attention runs on cuDNN's flash attention, which XLA's plugin for NVIDIA's cards calls. */
import { attentionSizes } from '@oneday/ops';
import type { AttentionAttributes, AttentionInputs, KernelDeclaration, Reason, Specs, Value } from '@oneday/ops';

/** The first cards that cuDNN's flash attention has code for: Ampere. */
const LEAST_COMPUTE_CAPABILITY = 8;
const MOST_HEAD_WIDTH = 128;
const HEAD_WIDTH_MULTIPLE = 8;

/** What decides whether a device has it. */
export interface FlashAttentionDevice {
  /** As the plugin names it. */
  readonly platform: string;
  /** Of an NVIDIA card, e.g. `9.0`; absent where the plugin does not tell. */
  readonly computeCapability?: string | undefined;
}

/** Why no call on this device takes it; undefined where calls may. */
export function whyNoFlashAttention({ platform, computeCapability }: FlashAttentionDevice): Reason | undefined {
  if (platform !== 'cuda') return 'XLA compiles the reference';
  if (computeCapability === undefined || Number(computeCapability) >= LEAST_COMPUTE_CAPABILITY) return undefined;
  const needed = `${LEAST_COMPUTE_CAPABILITY}.0`;
  return `cuDNN's flash attention needs compute capability ${needed}; the card has ${computeCapability}`;
}

/** The declaration for calls on a device that has it. */
export const flashAttention: KernelDeclaration<AttentionInputs, AttentionAttributes, { out: Value }> = {
  supports(inputs, attributes) {
    const { operands = 'f32', window } = attributes;
    const { queryTime, keyTime, headWidth } = attentionSizes(inputs);
    if (operands === 'f32') return 'cuDNN\'s flash attention takes bf16 and f16';
    if (inputs.bias !== undefined) return 'cuDNN\'s flash attention is used without a bias';
    if (inputs.querySegments !== undefined) return 'cuDNN\'s flash attention is used without segments';
    if (inputs.keyLength !== undefined) return 'cuDNN\'s flash attention is used without a cache';
    if (window !== undefined) return 'cuDNN\'s flash attention is used without a window';
    // cuDNN's causal mask begins at the first key, ours ends at the last one.
    if (attributes.causal && queryTime !== keyTime) return 'cuDNN\'s causal mask is for as many queries as keys';
    if (queryTime % 2 !== 0 || keyTime % 2 !== 0) return 'cuDNN\'s flash attention takes even lengths';
    if (headWidth % HEAD_WIDTH_MULTIPLE === 0 && headWidth <= MOST_HEAD_WIDTH) return true;
    return `cuDNN's flash attention takes heads of a multiple of ${HEAD_WIDTH_MULTIPLE} up to ${MOST_HEAD_WIDTH}`;
  },
  backward: {
    saves: (inputs) => ({ statistics: statisticsSpec(inputs) }),
    uses: ['qkvBT3HK', 'qBTHK', 'kBTHK', 'vBTHK', 'out'],
  },
};

/** Log-sum-exp of each query's scores. */
function statisticsSpec(inputs: Specs<AttentionInputs>) {
  const { batch, heads, queryTime } = attentionSizes(inputs);
  return { shape: [batch, heads, queryTime], dtype: 'f32' } as const;
}
