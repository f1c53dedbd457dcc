/** One side of `step-beside-tfjs.mjs` on node-gpu: oneday. The last line of output is JSON. */
import { loadAddon } from '../../packages/backend-node-gpu/dist/load-addon.js';
import { openNodeGpu } from '../../packages/backend-node-gpu/dist/node-gpu.js';
import { benchedModel } from './step-beside-tfjs-model.mjs';
import { countedBinding } from './step-beside-tfjs-binding.mjs';
import { measureSteps, readSideOptions } from './step-beside-tfjs-measure.mjs';
import { onedayTraining } from './step-beside-tfjs-oneday-training.mjs';

const { seconds, ...sizes } = readSideOptions();
const { binding, counts } = countedBinding(loadAddon());
const backend = openNodeGpu(() => binding);
const takeStep = await onedayTraining(backend, benchedModel(sizes));
const report = await measureSteps({ takeStep, counts, tensors: () => counts.tensors }, Number(seconds));
console.log(JSON.stringify({ ...report, device: backend.device.description }));
await backend.close();
