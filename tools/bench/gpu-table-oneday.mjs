/**
 * oneday's side of the GPU table: `node tools/bench/gpu-table-oneday.mjs FOLDER BACKEND`. Trains what
 * gpu-table-workload.mjs has put there, writes the initial parameters beside it for the other side, and ends with one
 * JSON object. As in the trainer, a step is enqueued before the loss of the one before is read.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu } from '@oneday/backend-cpu';
import { nodeGpu } from '@oneday/backend-node-gpu';
import { webgpu } from '@oneday/backend-webgpu';
import { xla } from '@oneday/backend-xla';
import { bert, gpt } from '@oneday/models';
import { adamw, microBatchKey, TrainingStep } from '@oneday/nn';

/** Not timed: kernels are loaded and memory is taken. */
const WARMUP_STEPS = 10;
const open = {
  'xla': () => xla({ cache: false }), 'webgpu': () => webgpu(), 'node-gpu': () => nodeGpu(), 'cpu': () => cpu(),
};

/** Parameters in the model's order: f32 one after the other, and what they are in `parameters.json`. */
async function writeParameters(folder, backend, model, parameters) {
  const arrays = await Promise.all([...parameters].map(([, variable]) => backend.readVariable(variable)));
  writeFileSync(join(folder, 'parameters.bin'), Buffer.concat(arrays.map(({ buffer }) => Buffer.from(buffer))));
  const specs = model.parameters.map(({ name, shape, decay }) => ({ name, shape, decay }));
  writeFileSync(join(folder, 'parameters.json'), JSON.stringify(specs));
}

/** Batches of the run's file, by step. */
function openBatches(folder, { batch, context, scoredCount }) {
  const bytes = readFileSync(join(folder, 'batches.bin'));
  const all = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const size = batch * context;
  return (step) => {
    const at = step * (2 * size + scoredCount);
    const part = (from, length) => all.subarray(at + from, at + from + length);
    return {
      shape: [batch, context], inputIds: part(0, size), labels: part(size, size),
      ...(scoredCount === 0 ? {} : { scoredPositions: part(2 * size, scoredCount) }),
    };
  };
}

function makeModel({ family, layers, heads, width, context, vocabSize }) {
  return family === 'gpt'
    ? gpt({ layers, heads, width, context, vocabSize })
    : bert({ layers, heads, width, context, vocabSize });
}

async function train(folder, backendName) {
  const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  const { steps, precision, rates, seed, batch, context, optimizer: { clipNorm, ...optimizer } } = run;
  await using backend = await open[backendName]();
  const model = makeModel(run);
  const parameters = model.bind(backend, seed);
  await writeParameters(folder, backend, model, parameters);
  const batchOf = openBatches(folder, run);
  const step = new TrainingStep({ backend, model, parameters, optimizer: adamw(optimizer), clipNorm, precision });
  const reports = await step.prepare(batchOf(0));
  const losses = [];
  let [pending, timedFrom] = [undefined, 0];
  const take = async () => {
    const { lossSum, count } = await pending;
    losses.push(lossSum / count);
  };
  for (let i = 0; i < steps; i++) {
    if (i === Math.min(WARMUP_STEPS, steps - 1)) {
      await backend.sync();
      timedFrom = performance.now();
    }
    step.accumulate(batchOf(i), microBatchKey(seed, i, 0));
    const results = step.update(rates[i]);
    if (pending !== undefined) await take();
    pending = results;
  }
  await take();
  const seconds = (performance.now() - timedFrom) / 1000;
  const timedSteps = steps - Math.min(WARMUP_STEPS, steps - 1);
  const attention = backend.kernels.entries().find(({ op }) => op === 'attention').choice;
  return {
    device: backend.device.description, kind: backend.device.kind,
    tokensPerSecond: (timedSteps * batch * context) / seconds,
    peakBytes: backend.device.kind === 'cpu' ? process.resourceUsage().maxRSS * 1024 : backend.memory().peakBytes,
    compileSeconds: reports.reduce((sum, { seconds: taken }) => sum + taken, 0),
    attention: attention === 'native' ? 'native' : attention.reference, losses,
  };
}

console.log(JSON.stringify(await train(...process.argv.slice(2))));
