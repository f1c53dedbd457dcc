/** One side of `step-beside-tfjs.mjs` on WebGPU: TensorFlow.js alone. The last line of output is JSON. */
import { create, globals } from 'webgpu';
import './step-beside-tfjs-hooks.mjs';
import { benchedModel } from './step-beside-tfjs-model.mjs';
import { countCalls, nullDevice } from './step-beside-tfjs-device.mjs';
import { measureSteps, readSideOptions } from './step-beside-tfjs-measure.mjs';
import { stockTraining } from './step-beside-tfjs-stock-training.mjs';

const { seconds, null: isNull, ...sizes } = readSideOptions();
Object.assign(globalThis, globals);
const gpu = create(isNull ? nullDevice : []);
Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
const counts = countCalls();
const tf = await import('@tensorflow/tfjs-core');
await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
await import('@tensorflow/tfjs-backend-webgpu');
if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js finds no WebGPU here');

const takeStep = stockTraining(tf, benchedModel(sizes));
const tensors = () => tf.engine().nextTensorId();
const report = await measureSteps({ takeStep, counts, tensors }, Number(seconds));
console.log(JSON.stringify({ ...report, tensorFlowJs: tf.version_core }));
