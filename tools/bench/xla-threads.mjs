/**
 * Trains a tiny GPT on the xla backend in two clients at the same time and in a worker thread, and ends with the losses
 * of each as one JSON object: `node tools/bench/xla-threads.mjs [steps]`. The process ends by itself.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { xla } from '@oneday/backend-xla';
import { gpt } from '@oneday/models';
import { adamw, microBatchKey, TrainingStep } from '@oneday/nn';

const [BATCH, TIME, VOCABULARY] = [4, 16, 32];

async function train(steps) {
  const backend = await xla({ kind: 'cpu' });
  const model = gpt({ layers: 1, heads: 2, width: 32, context: TIME, vocabSize: VOCABULARY, dropout: 0.1 });
  const inputIds = Int32Array.from({ length: BATCH * TIME }, (_, i) => (i * 7) % VOCABULARY);
  const batch = { shape: [BATCH, TIME], inputIds, labels: inputIds.map((id) => (id + 7) % VOCABULARY) };
  const step = new TrainingStep({
    backend, model, parameters: model.bind(backend, 1), optimizer: adamw({ beta1: 0.9, beta2: 0.99, epsilon: 1e-8 }),
  });
  await step.prepare(batch);
  const losses = [];
  for (let i = 0; i < steps; i++) {
    step.accumulate(batch, microBatchKey(1, i, 0));
    const { lossSum, count } = await step.update(1e-2);
    losses.push(lossSum / count);
  }
  await backend.close();
  return losses;
}

if (isMainThread) {
  const steps = Number(process.argv[2] ?? 20);
  const [first, second] = await Promise.all([train(steps), train(steps)]);
  const worker = new Worker(new URL(import.meta.url), { workerData: steps });
  const third = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  console.log(JSON.stringify({ clients: [first, second], worker: third }));
} else parentPort.postMessage(await train(workerData));
