/** What this package uses of TensorFlow.js' WebGPU backend. Some members are private, so one version is held to. */
import { OnedayError } from '@oneday/core';
import type { Capabilities } from '@oneday/ops';
import type { create } from 'webgpu';

/** The global types of WebGPU come with this import. */
export type Gpu = ReturnType<typeof create>;

/** The version whose private members are known. */
const knownVersion = '4.22.0';

/** TensorFlow.js' own handle of an array. */
export interface TensorInfo {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
}

/** `WebGPUBackend`, as far as it is used. */
export interface TfjsWebGpuBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): { resource?: GPUBuffer | null } };
  /** Its free buffers are listed by size and usage; the last of a list is taken next. */
  readonly bufferManager: {
    readonly numBytesAllocated: number;
    readonly freeBuffers: ReadonlyMap<string, GPUBuffer[]>;
  };
  readonly commandQueueOwnedIds: WeakSet<object>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: number[], dtype: 'float32' | 'int32', values?: Float32Array | Int32Array): TensorInfo;
  uploadToGPU(dataId: object): void;
  disposeData(dataId: object): boolean;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  numDataIds(): number;
  getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer>;
  dispose(): void;
}

/** A matrix product of TensorFlow.js: `[B,M,K] × [B,K,N]`, operands read transposed where asked for. */
export type BatchMatmul = (
  backend: TfjsWebGpuBackend, a: TensorInfo, b: TensorInfo, transposeA: boolean, transposeB: boolean,
) => TensorInfo;

/** TensorFlow.js on one device. */
export interface TensorFlowOnGpu {
  readonly backend: TfjsWebGpuBackend;
  readonly batchMatmul: BatchMatmul;
}

/** What this backend is, whatever the card. */
export const capabilities: Capabilities = { deterministic: true, fastOperands: [] };

/** Sums are split among workgroups in one of its ways to multiply, and added in any order: another one is forced. */
const packedProduct = 3;

/** Loads TensorFlow.js onto `device`. @throws OnedayError when it is not the version whose members are known */
export async function loadTensorFlow(device: GPUDevice, info: GPUAdapterInfo): Promise<TensorFlowOnGpu> {
  const core = await import('@tensorflow/tfjs-core');
  const { version_core: version } = core;
  if (version !== knownVersion) {
    throw new OnedayError(`webgpu: needs @tensorflow/tfjs-core ${knownVersion}; got ${version}; install that version`);
  }
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  core.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', packedProduct);
  core.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', submitAfterDispatches);
  const backend = new WebGPUBackend(device, info) as unknown as TfjsWebGpuBackend;
  const kernel = core.getKernel('BatchMatMul', 'webgpu');
  return {
    backend,
    batchMatmul: (on, a, b, transposeA, transposeB) =>
      kernel.kernelFunc({ inputs: { a, b }, backend: on, attrs: { transposeA, transposeB } }) as TensorInfo,
  };
}

/** Dispatches that are recorded before they are handed to the device. */
export const submitAfterDispatches = 64;
