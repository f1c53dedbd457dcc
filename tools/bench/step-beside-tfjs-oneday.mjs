/** One side of `step-beside-tfjs.mjs` on WebGPU: oneday. The last line of output is JSON. */
import { openWebGpu } from '../../packages/backend-webgpu/dist/open-webgpu.js';
import { benchedModel } from './step-beside-tfjs-model.mjs';
import { countCalls, nullDevice } from './step-beside-tfjs-device.mjs';
import { measureSteps, readSideOptions } from './step-beside-tfjs-measure.mjs';
import { onedayTraining } from './step-beside-tfjs-oneday-training.mjs';

const { seconds, null: isNull, ...sizes } = readSideOptions();
const counts = countCalls();
const { backend, tensorFlow } = await openWebGpu({ dawnOptions: isNull ? nullDevice : [] });
let tensors = 0;
const { makeTensorInfo } = tensorFlow.backend;
tensorFlow.backend.makeTensorInfo = function counted(...args) {
  tensors += 1;
  return makeTensorInfo.apply(this, args);
};
const takeStep = await onedayTraining(backend, benchedModel(sizes));
const report = await measureSteps({ takeStep, counts, tensors: () => tensors }, Number(seconds));
console.log(JSON.stringify({ ...report, device: backend.device.description }));
await backend.close();
