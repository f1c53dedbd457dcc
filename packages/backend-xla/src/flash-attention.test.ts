import type { AttentionAttributes, AttentionInputs, Specs } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { flashAttention, whyNoFlashAttention } from './flash-attention.ts';

const spec = (...shape: number[]) => ({ shape, dtype: 'f32' } as const);
const ids = (...shape: number[]) => ({ shape, dtype: 'i32' } as const);
const packed = { qkvBT3HK: spec(2, 128, 3, 4, 64) };
const causal = { causal: true, operands: 'bf16' } as const;

const supports = (inputs: Partial<Specs<AttentionInputs>>, attributes: AttentionAttributes) =>
  flashAttention.supports(inputs, attributes);

describe('flashAttention', () => {
  it.each([
    ['packed, bf16, causal', packed, causal],
    ['packed, f16, without a mask', packed, { causal: false, operands: 'f16' }],
    ['keys of another length without a mask', {
      qBTHK: spec(2, 128, 4, 64), kBTHK: spec(2, 96, 4, 64), vBTHK: spec(2, 96, 4, 64),
    }, { causal: false, operands: 'bf16' }],
  ] as const)('takes a call: %s', (_, inputs, attributes) => {
    expect(supports(inputs, attributes)).toBe(true);
  });

  it.each([
    ['takes bf16 and f16', packed, { causal: true }],
    ['is used without a bias', { ...packed, bias: spec(1, 128, 128) }, causal],
    ['is used without segments', { ...packed, querySegments: ids(2, 128), keySegments: ids(2, 128) }, causal],
    ['is used without a cache', { ...packed, keyLength: ids() }, causal],
    ['is used without a window', packed, { ...causal, window: 32 }],
    ['is for as many queries as keys', {
      qBTHK: spec(2, 64, 4, 64), kBTHK: spec(2, 128, 4, 64), vBTHK: spec(2, 128, 4, 64),
    }, causal],
    ['takes even lengths', { qkvBT3HK: spec(2, 127, 3, 4, 64) }, causal],
    ['takes heads of a multiple of 8 up to 128', { qkvBT3HK: spec(2, 128, 3, 4, 20) }, causal],
    ['takes heads of a multiple of 8 up to 128', { qkvBT3HK: spec(2, 128, 3, 4, 256) }, causal],
  ] as const)('leaves a call to the reference, with a reason: %s', (reason, inputs, attributes) => {
    expect(supports(inputs, attributes)).toMatch(new RegExp(`^cuDNN's .* ${reason}$`));
  });
});

describe('whyNoFlashAttention', () => {
  it('is nothing on NVIDIA\'s cards since Ampere, and where the plugin does not tell the card\'s age', () => {
    expect(whyNoFlashAttention({ platform: 'cuda', computeCapability: '8.0' })).toBeUndefined();
    expect(whyNoFlashAttention({ platform: 'cuda', computeCapability: '10.0' })).toBeUndefined();
    expect(whyNoFlashAttention({ platform: 'cuda' })).toBeUndefined();
  });

  it('is a reason elsewhere', () => {
    expect(whyNoFlashAttention({ platform: 'cuda', computeCapability: '7.5' }))
      .toBe('cuDNN\'s flash attention needs compute capability 8.0; the card has 7.5');
    expect(whyNoFlashAttention({ platform: 'cpu' })).toBe('XLA compiles the reference');
  });
});
