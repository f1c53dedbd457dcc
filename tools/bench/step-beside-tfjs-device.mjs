/** Counting what a training step asks of a WebGPU device, and timing it. */
import { globals } from 'webgpu';

const { GPUComputePassEncoder, GPUCommandEncoder, GPUDevice, GPUQueue } = globals;

/** Calls that cost a processor time, by what the counts call them. */
const counted = {
  dispatches: [GPUComputePassEncoder.prototype, 'dispatchWorkgroups'],
  bindGroups: [GPUDevice.prototype, 'createBindGroup'],
  passes: [GPUCommandEncoder.prototype, 'beginComputePass'],
  submits: [GPUQueue.prototype, 'submit'],
  buffers: [GPUDevice.prototype, 'createBuffer'],
};

/** Counts from now on. @returns the counts, which grow */
export function countCalls() {
  const counts = {};
  for (const [what, [prototype, name]] of Object.entries(counted)) {
    const call = prototype[name];
    counts[what] = 0;
    prototype[name] = function countedCall(...args) {
      counts[what] += 1;
      return call.apply(this, args);
    };
  }
  return counts;
}

/** Dawn's options for its device that computes nothing: what is left is the processor's part. */
export const nullDevice = ['backend=null'];

/** Kept out of the times: compilation, and buffers that are made once. */
const WARMUP_STEPS = 5;
const LEAST_STEPS = 5;

/**
 * Takes steps for so long, and at least some.
 *
 * @param side.takeStep gives the loss @param side.tensors tensors made so far
 */
export async function measureSteps({ takeStep, tensors, counts }, seconds) {
  const losses = [];
  for (let step = 0; step < WARMUP_STEPS; step += 1) losses.push(await takeStep(step));
  const before = { ...counts, tensors: tensors() };
  const times = [];
  const cpuBefore = process.cpuUsage();
  const deadline = performance.now() + 1000 * seconds;
  while (times.length < LEAST_STEPS || performance.now() < deadline) {
    const start = performance.now();
    await takeStep(WARMUP_STEPS + times.length);
    times.push((performance.now() - start) / 1000);
  }
  const cpu = process.cpuUsage(cpuBefore);
  const perStep = {};
  for (const [what, total] of Object.entries({ ...counts, tensors: tensors() })) {
    perStep[what] = (total - before[what]) / times.length;
  }
  const cpuMicroseconds = (cpu.user + cpu.system) / times.length;
  return {
    secondsPerStep: Math.min(...times), medianSecondsPerStep: times.toSorted((a, b) => a - b)[times.length >> 1],
    steps: times.length, losses, perStep, cpuMicroseconds,
    cpuMicrosecondsPerDispatch: cpuMicroseconds / perStep.dispatches,
  };
}
