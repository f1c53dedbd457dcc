/**
 * What WebGPU is worth on this machine's card: adapter, features and limits; the rate of a square product of f32; and
 * GPT-2 (124M) trained in oneday and in compiled PyTorch, which `gpu-table.mjs` does.
 *
 *   node tools/bench/gpu-webgpu.mjs [--rows 8192] [--batch 4] [--steps 50] [--size full|small] [--python python3]
 *
 * Needs the built packages, Vulkan with the card's driver (on a server its libraries for graphics too), and PyTorch in
 * that Python; `--python none` leaves PyTorch out. `--rows 512 --size small` tries it on a processor.
 */
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { shapesOf } from '@oneday/ops';
import { create } from 'webgpu';
import { openWebGpu } from '../../packages/backend-webgpu/dist/open-webgpu.js';
import { outputOf, positive, root, runBenchmark } from './side-by-side.mjs';

const RUNS = 10;
const LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize'];

function readOptions() {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '8192' },
      batch: { type: 'string', default: '4' },
      steps: { type: 'string', default: '50' },
      size: { type: 'string', default: 'full' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const numbers = ['rows', 'batch', 'steps'].map((name) => [name, positive(name, values[name])]);
  return { ...values, ...Object.fromEntries(numbers) };
}

/** Seconds of one product of `rows`³ multiplications, the best of some. */
async function productSeconds(backend, rows) {
  const square = () => ({ shape: [rows, rows], data: new Float32Array(rows * rows).fill(0.5) });
  const spec = { shape: [rows, rows], dtype: 'f32' };
  const [a, b] = ['a', 'b'].map((name) => backend.variable({ name, ...spec }, square().data));
  // One element is all that is kept, so that reading it takes no time.
  const cornerOf = (o) => o.slice(o.matmul(o.read(a), o.read(b)), [0, 0], [1, 1]);
  const program = backend.program('product', (o) => ({ corner: cornerOf(o) }));
  await program.prepare(shapesOf({}));
  const times = [];
  for (let run = 0; run <= RUNS; run += 1) {
    await backend.sync();
    const start = performance.now();
    const { corner } = program.run({});
    await backend.sync();
    times.push((performance.now() - start) / 1000);
    const [value] = await backend.read(corner);
    if (value !== rows / 4) throw new Error(`the product is wrong: ${value} and not ${rows / 4}`);
    corner.dispose();
  }
  // The first compiles.
  return Math.min(...times.slice(1));
}

/** What the adapter has; the backend asks for limits alone. */
async function adapterFeatures() {
  const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' });
  return [...(adapter?.features ?? [])].sort();
}

async function examine(rows) {
  const features = await adapterFeatures();
  const { backend, opened: { device } } = await openWebGpu();
  const seconds = await productSeconds(backend, rows);
  const report = {
    adapter: backend.device.description, features,
    limits: Object.fromEntries(LIMITS.map((name) => [name, device.limits[name]])),
    product: { rows, seconds, teraflops: (2 * rows ** 3) / seconds / 1e12 },
  };
  await backend.close();
  return report;
}

async function report({ rows, batch, steps, size, python }) {
  const found = await examine(rows);
  const { adapter, features, limits, product } = found;
  console.log(`${adapter}\nfeatures: ${features.join(', ')}`);
  for (const [name, value] of Object.entries(limits)) console.log(`${name}: ${value}`);
  console.log(`${rows} × ${rows} × ${rows} in f32: ${(1000 * product.seconds).toFixed(2)} ms, `
    + `${product.teraflops.toFixed(3)} TFLOP/s`);
  if (python === 'none') return void console.log(JSON.stringify(found));
  const training = outputOf('gpu-table', process.execPath, [
    join(root, 'tools', 'bench', 'gpu-table.mjs'), '--backend', 'webgpu', '--models', 'gpt2', '--precision', 'f32',
    '--size', size, '--batch', `${batch}`, '--steps', `${steps}`, '--python', python,
  ]).trimEnd().split('\n');
  console.log(training.slice(0, -1).join('\n'));
  console.log(JSON.stringify({ ...found, training: JSON.parse(training.at(-1)) }));
}

await runBenchmark('gpu-webgpu', () => report(readOptions()));
