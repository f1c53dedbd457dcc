/**
 * One side of `step-beside-tfjs.mjs` on node-gpu: TensorFlow.js for Node alone, on the addon that oneday uses. The last
 * line of output is JSON.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { addonFolder, addonKinds, addonName } from '@oneday/backend-node-gpu';
import { existsSync } from 'node:fs';
import { benchedModel } from './step-beside-tfjs-model.mjs';
import { countedBinding } from './step-beside-tfjs-binding.mjs';
import { measureSteps, readSideOptions } from './step-beside-tfjs-measure.mjs';
import { stockTraining } from './step-beside-tfjs-stock-training.mjs';

const { seconds, 'tfjs-node': folder, ...sizes } = readSideOptions();
const require = createRequire(join(folder, 'package.json'));
// Functions that Node has given up and this version still calls.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const addon = addonKinds.map((kind) => join(addonFolder(kind), addonName)).find((path) => existsSync(path));
const { binding, counts } = countedBinding(require(addon));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-node/dist/register_all_kernels');
const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'), 3);
if (!(await tf.setBackend('tensorflow'))) throw new Error('TensorFlow.js does not take the addon');

const takeStep = stockTraining(tf, benchedModel(sizes));
const report = await measureSteps({ takeStep, counts, tensors: () => counts.tensors }, Number(seconds));
console.log(JSON.stringify({ ...report, tensorFlowJs: tf.version_core }));
