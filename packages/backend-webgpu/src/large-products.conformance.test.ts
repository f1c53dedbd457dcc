/**
 * Products as a card gets them: TensorFlow.js' kernel. A processor that stands in for a card never takes it, so that it
 * is made to here, whatever the size.
 */
import { randomNormal, seedKey } from '@oneday/core';
import type { Backend, Value } from '@oneday/ops';
import { shapesOf } from '@oneday/ops';
import { conformanceOfCases } from '@oneday/testkit/conformance';
import { expect, it, vi } from 'vitest';
import { openWebGpu } from './open-webgpu.ts';

async function openCounted() {
  const { backend, tensorFlow } = await openWebGpu({ largeProduct: 0 });
  return { backend, products: vi.spyOn(tensorFlow, 'batchMatmul') };
}

const counted: Awaited<ReturnType<typeof openCounted>>[] = [];

conformanceOfCases({
  name: 'products of TensorFlow.js',
  open: async () => {
    counted.push(await openCounted());
    return counted.at(-1)!.backend;
  },
  isIncluded: (name) => /^(matmul|linear|crossEntropy)\b/.test(name),
});

it('these were products of TensorFlow.js', () => {
  expect(counted).toHaveLength(3);
  for (const { products } of counted) expect(products.mock.calls.length).toBeGreaterThan(100);
});

async function productsOf(backend: Backend, runs: number) {
  const normals = (seed: number, size: number) => randomNormal(seedKey(seed), size);
  const inputs = {
    a: { shape: [2, 70, 301], data: normals(1, 2 * 70 * 301) },
    b: { shape: [2, 301, 97], data: normals(2, 2 * 301 * 97) },
  };
  const program = backend.program('product', (o, { a, b }: { a: Value; b: Value }) => ({ product: o.matmul(a, b) }));
  await program.prepare(shapesOf(inputs));
  const products: number[][] = [];
  for (let run = 0; run < runs; run++) {
    const { product } = program.run(inputs);
    products.push([...(await backend.read(product))]);
    product.dispose();
  }
  return products;
}

it('a product of many tiles is that of our shader, and the same in every run', async () => {
  const { backend, products } = await openCounted();
  const [first, second] = await productsOf(backend, 2);
  await backend.close();
  expect(products).toHaveBeenCalledTimes(2);
  expect(second).toEqual(first);
  await using small = (await openWebGpu()).backend;
  const [ours] = await productsOf(small, 1);
  expect(Math.max(...first!.map((x, i) => Math.abs(x - ours![i]!)))).toBeLessThan(1e-4);
});
