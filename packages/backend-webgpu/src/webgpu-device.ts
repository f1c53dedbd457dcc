/** The device as the engine sees it. */
import type { AnyFusedOp, AnyKernelDeclaration, DeviceInfo, DType, Elements } from '@oneday/ops';
import type { ComputedNode, PreparedNode, TensorDevice } from '@oneday/tfjs-adapter';
import { DeviceHealth } from './device-health.ts';
import { GpuArray } from './gpu-array.ts';
import { lower } from './lower/lower.ts';
import type { Kernels } from './lower/lower.ts';
import type { OpenedDevice } from './open-device.ts';
import { Pipelines } from './pipelines.ts';
import type { PlacedDispatch } from './pipelines.ts';
import type { Product, Step, Steps } from './steps.ts';
import { capabilities } from './tfjs-backend.ts';
import type { TensorFlowOnGpu } from './tfjs-backend.ts';

/** What a device is made of. */
export interface WebGpuParts {
  readonly opened: OpenedDevice;
  readonly tensorFlow: TensorFlowOnGpu;
  readonly kernels: Kernels;
  /** Multiplications from which on a product is TensorFlow.js'. */
  readonly largeProduct: number;
  /** Gives back what was taken to open it. */
  readonly release: () => void;
}

/** Transfers and kernels on one WebGPU device, in the buffers of TensorFlow.js. */
export class WebGpuDevice implements TensorDevice<GpuArray> {
  readonly name = 'webgpu';
  readonly can = capabilities;
  readonly info: DeviceInfo;
  private readonly parts: WebGpuParts;
  private readonly pipelines: Pipelines;
  private readonly health: DeviceHealth;

  constructor(parts: WebGpuParts) {
    this.parts = parts;
    this.info = parts.opened.description;
    this.pipelines = new Pipelines(this.backend);
    this.health = new DeviceHealth(parts.opened.device);
  }

  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined {
    return this.parts.kernels.get(op);
  }

  allocate(size: number): GpuArray {
    return new GpuArray(this.backend, size);
  }

  release(array: GpuArray): void {
    array.release();
  }

  upload(data: Float32Array | Int32Array | Uint32Array): GpuArray {
    const size = Math.max(data.length, 1);
    const isFloat = data instanceof Float32Array;
    const words = isFloat ? data : new Int32Array(data.buffer, data.byteOffset, data.length);
    const filled = data.length > 0 ? words : undefined;
    const info = this.backend.makeTensorInfo([size], isFloat ? 'float32' : 'int32', filled);
    this.backend.uploadToGPU(info.dataId);
    return new GpuArray(this.backend, size, info.dataId);
  }

  copy(from: GpuArray, to: GpuArray): void {
    const { backend } = this;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder!.copyBufferToBuffer(from.buffer, 0, to.buffer, 0, from.buffer.size);
  }

  async read(array: GpuArray, size: number, dtype: DType): Promise<Elements> {
    this.health.assert();
    const bytes = await this.health.watch(this.backend.getBufferData(array.buffer));
    return elementsOf(bytes, size, dtype);
  }

  async prepare(
    nodes: readonly ComputedNode[], updatedInput: (node: ComputedNode) => number | undefined,
  ): Promise<readonly PreparedNode<GpuArray>[]> {
    const { kernels, largeProduct } = this.parts;
    const lowered = nodes.map((node) => lower(node, { kernels, largeProduct, updatedInput: updatedInput(node) }));
    const dispatches = lowered.flatMap(({ steps }) => steps).filter((step) => step.kind === 'dispatch');
    const { placed, dispose } = await this.health.watch(
      this.pipelines.place(dispatches.map(({ dispatch }) => dispatch)),
    );
    const placedOf = new Map<Step, PlacedDispatch>(dispatches.map((step, i) => [step, placed[i]!]));
    return lowered.map((steps, i) => this.prepareNode(steps, placedOf, i === 0 ? dispose : () => {}));
  }

  flush(): void {
    if (this.backend.commandEncoder === null) return;
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
  }

  assertHealthy(): void {
    this.health.assert();
  }

  async sync(): Promise<void> {
    this.flush();
    await this.health.watch(this.parts.opened.device.queue.onSubmittedWorkDone());
  }

  async close(): Promise<void> {
    this.health.close();
    this.backend.dispose();
    this.parts.opened.close();
    this.parts.release();
  }

  private get backend() {
    return this.parts.tensorFlow.backend;
  }

  private prepareNode(
    { steps, scratchSizes, inPlace }: Steps, placedOf: ReadonlyMap<Step, PlacedDispatch>, dispose: () => void,
  ): PreparedNode<GpuArray> {
    return {
      scratchSizes,
      inPlace,
      dispose,
      run: (input, output, scratch) => {
        const roles = { input, output, scratch };
        for (const step of steps) {
          if (step.kind === 'product') this.multiply(step.product, roles);
          else placedOf.get(step)!.run(step.arrays.map(({ role, index }) => roles[role][index]!));
        }
      },
    };
  }

  private multiply(product: Product, roles: { readonly [K in Product['a']['role']]: readonly GpuArray[] }): void {
    const { batch, rows, inner, columns, transposeA, transposeB } = product;
    const [a, b, out] = [product.a, product.b, product.out].map(({ role, index }) => roles[role][index]!);
    const infoA = a!.info([batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
    const infoB = b!.info([batch, ...(transposeB ? [columns, inner] : [inner, columns])]);
    out!.become(this.parts.tensorFlow.batchMatmul(this.backend, infoA, infoB, transposeA, transposeB));
  }
}

function elementsOf(bytes: ArrayBuffer, size: number, dtype: DType): Elements {
  if (dtype === 'i32') return new Int32Array(bytes, 0, size);
  if (dtype === 'u32') return new Uint32Array(bytes, 0, size);
  return dtype === 'bool' ? Uint8Array.from(new Int32Array(bytes, 0, size)) : new Float32Array(bytes, 0, size);
}
