/** Counting what a training step asks of a WebGPU device. */
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
