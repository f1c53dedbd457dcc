/** One side of `step-beside-tfjs.mjs`: a training step of char-gpt in oneday. The last line of output is JSON. */
import { parseArgs } from 'node:util';
import { microBatchKey, TrainingStep } from '@oneday/nn';
import { openWebGpu } from '../../packages/backend-webgpu/dist/open-webgpu.js';
import { benchedModel } from './step-beside-tfjs-model.mjs';
import { countCalls, measureSteps, nullDevice } from './step-beside-tfjs-device.mjs';

const { values: { seconds, layers, width, null: isNull } } = parseArgs({
  options: {
    seconds: { type: 'string' }, layers: { type: 'string' }, width: { type: 'string' }, null: { type: 'boolean' },
  },
});
const { model, optimizer, learningRate, clipNorm, batches, seed } = benchedModel({ layers, width });
const counts = countCalls();
const { backend, tensorFlow } = await openWebGpu({ dawnOptions: isNull ? nullDevice : [] });
let tensors = 0;
const { makeTensorInfo } = tensorFlow.backend;
tensorFlow.backend.makeTensorInfo = function counted(...args) {
  tensors += 1;
  return makeTensorInfo.apply(this, args);
};
const parameters = model.bind(backend, seed);
const training = new TrainingStep({ backend, model, parameters, optimizer, clipNorm });
await training.prepare(batches[0]);

async function takeStep(step) {
  training.accumulate(batches[step % batches.length], microBatchKey(seed, step, 0));
  const { lossSum, count } = await training.update(learningRate(step));
  return lossSum / count;
}

const report = await measureSteps({ takeStep, counts, tensors: () => tensors }, Number(seconds));
console.log(JSON.stringify({ ...report, device: backend.device.description }));
await backend.close();
