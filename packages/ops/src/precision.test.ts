import { expect, it } from 'vitest';
import { activation } from './fused/activation.ts';
import { attention } from './fused/attention.ts';
import { crossEntropy } from './fused/cross-entropy.ts';
import { dropout } from './fused/dropout.ts';
import { embedding } from './fused/embedding.ts';
import { gated } from './fused/gated.ts';
import { globalNorm } from './fused/global-norm.ts';
import { linear } from './fused/linear.ts';
import { layerNorm, rmsNorm } from './fused/norm.ts';
import { rotary } from './fused/rotary.ts';
import type { Ops } from './ops.ts';
import { withPrecision } from './precision.ts';
import type { PrecisionPolicy } from './precision.ts';
import { Recorder } from './recorder.ts';
import type { DType, Shape, Value } from './value.ts';

const matrix: Shape = [4, 4];

type Call = (o: Ops, input: (shape: Shape, dtype?: DType) => Value) => Value;

/** The element types that values are cast to when `call` is recorded under `policy`, fused ops by their references. */
function casts(policy: PrecisionPolicy, call: Call): DType[] {
  const recorder = new Recorder({ owns: () => true, kernel: () => undefined, demandNative: false });
  const out = call(withPrecision(recorder, policy), (shape, dtype = 'f32') => recorder.input({ shape, dtype }));
  return recorder.finish('test', [out]).nodes.flatMap((node) => (node.kind === 'cast' ? [node.attributes.dtype] : []));
}

it.each<[string, Call]>([
  ['linear', (o, input) => linear(o, input(matrix), input(matrix))],
  ['attention', (o, input) => attention(o, input([1, 4, 3, 2, 2]), { causal: true })],
  ['gated', (o, input) => gated(o, input(matrix), 'silu')],
  ['crossEntropy', (o, input) => crossEntropy(o, input(matrix), input(matrix), input([4], 'i32')).lossSum],
])('%s rounds its operands as the policy says, and not in f32', (_, call) => {
  expect(casts('bf16', call)).toContain('bf16');
  expect(casts('f16', call)).toContain('f16');
  expect(casts('f32', call).filter((dtype) => dtype === 'bf16' || dtype === 'f16')).toEqual([]);
});

it.each<[string, Call]>([
  ['a product of primitives', (o, input) => o.matmul(input(matrix), input(matrix))],
  ['activation', (o, input) => activation(o, input(matrix), 'gelu')],
  ['layerNorm', (o, input) => layerNorm(o, input(matrix))],
  ['rmsNorm', (o, input) => rmsNorm(o, input(matrix))],
  ['rotary', (o, input) => rotary(o, input([1, 4, 2, 2]), input([1, 4], 'i32'))],
  ['embedding', (o, input) => embedding(o, input(matrix), input([3], 'i32'))],
  ['dropout', (o, input) => dropout(o, input(matrix), input([2], 'u32'), 0.1)],
  ['globalNorm', (o, input) => globalNorm(o, [input(matrix)])],
])('%s is left as it is', (_, call) => {
  expect(casts('bf16', call)).toEqual(casts('f32', call));
});

it('holds inside checkpointed blocks', () => {
  expect(casts('bf16', (o, input) => o.checkpoint((inner, x: Value) => linear(inner, x, x), input(matrix))))
    .toContain('bf16');
});
