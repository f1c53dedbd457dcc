import { add, multiply, sum } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { recordGraph } from '../engine-tests/record-graph.ts';
import { emitModule } from './emit-module.ts';

describe('emitModule', () => {
  it('writes one function, whose assigned variables come back in their own memory', async () => {
    const graph = await recordGraph((o, x, variable) => {
      const total = variable({ name: 'total', shape: [], dtype: 'f32' });
      const weight = variable({ name: 'weight', shape: [2, 3], dtype: 'f32' });
      o.assign(total, add(o, total, sum(o, multiply(o, x, weight))));
      return { total: o.read(total) };
    });
    const { text, variables } = emitModule(graph);
    expect(variables.map(({ variable: { name }, isAssigned }) => [name, isAssigned]))
      .toEqual([['weight', false], ['total', true]]);
    expect(text).toBe(`module @program {
  func.func public @main(%arg0: tensor<2x3xf32>, %arg1: tensor<f32> {tf.aliasing_output = 0 : i32}, \
%arg2: tensor<2x3xf32>) -> (tensor<f32>, tensor<f32>) {
    %0 = stablehlo.multiply %arg2, %arg0 : tensor<2x3xf32>
    %1 = stablehlo.constant dense<0x00000000> : tensor<f32>
    %2 = stablehlo.reduce(%0 init: %1) applies stablehlo.add across dimensions = [0, 1] : \
(tensor<2x3xf32>, tensor<f32>) -> tensor<f32>
    %3 = stablehlo.add %arg1, %2 : tensor<f32>
    return %3, %3 : tensor<f32>, tensor<f32>
  }
}
`);
  });

  it('says for each line which op it was written for', async () => {
    const graph = await recordGraph((o, x) => ({ y: o.unary('exp', o.unary('negate', x)) }));
    const { text, origins } = emitModule(graph);
    const lines = text.split('\n');
    expect(origins[lines.findIndex((line) => line.includes('stablehlo.exponential'))]).toBe('exp');
    expect(origins[lines.findIndex((line) => line.includes('stablehlo.negate'))]).toBe('negate');
  });

  it('keeps barriers, so that what is computed again is not merged with the first time', async () => {
    const graph = await recordGraph((o, x) => ({ y: add(o, o.unary('exp', x), o.unary('exp', o.barrier(x))) }));
    expect(emitModule(graph).text).toContain('stablehlo.optimization_barrier %arg0 : tensor<2x3xf32>');
  });

  it('writes the random numbers of one size as one function, however often they are drawn', async () => {
    const graph = await recordGraph((o) => {
      const key = o.constant(Uint32Array.of(1, 2), { shape: [2], dtype: 'u32' });
      return { a: o.randomBits(key, [7]), b: o.randomBits(key, [8]), c: o.randomBits(key, [9]) };
    });
    const { text } = emitModule(graph);
    expect(text.match(/func\.func private @\w+/g)).toEqual([
      'func.func private @threefry_4', 'func.func private @threefry_5',
    ]);
  });
});
