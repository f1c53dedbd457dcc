/** The device as the engine sees it. */
import type { AnyFusedOp, AnyKernelDeclaration, Capabilities, DeviceInfo, DType, Elements } from '@oneday/ops';
import type { ComputedNode, PreparedNode, TensorDevice } from '@oneday/tfjs-adapter';
import { kernelOf } from './fused/native-kernels.ts';
import { prepareBroadcast } from './lower/broadcast.ts';
import { lower } from './lower/lower.ts';
import { Plan } from './plan.ts';
import { storedType, TensorArray } from './tensor-array.ts';
import type { TensorFlow } from './tensor-flow.ts';

/** What a device is made of. */
export interface NodeGpuParts {
  readonly tensorFlow: TensorFlow;
  readonly info: DeviceInfo;
  /** Whether every fused op runs by its reference. */
  readonly referencesOnly: boolean;
  /** Gives back what was taken to open it. */
  readonly release: () => void;
}

/** Transfers and kernels by operations of TensorFlow. */
export class NodeGpuDevice implements TensorDevice<TensorArray> {
  readonly name = 'node-gpu';
  readonly can: Capabilities = { deterministic: true, fastOperands: [] };
  readonly info: DeviceInfo;
  private readonly parts: NodeGpuParts;

  constructor(parts: NodeGpuParts) {
    this.parts = parts;
    this.info = parts.info;
  }

  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined {
    return this.parts.referencesOnly ? undefined : kernelOf(op);
  }

  /** TensorFlow takes the memory when it computes the array. */
  allocate(): TensorArray {
    return new TensorArray(this.tensorFlow);
  }

  release(array: TensorArray): void {
    array.release();
  }

  upload(data: Float32Array | Int32Array | Uint32Array): TensorArray {
    const type = data instanceof Float32Array ? 'f32' : data instanceof Int32Array ? 'i32' : 'u32';
    const shape = [data.length];
    const array = this.allocate();
    array.become({ id: this.tensorFlow.create(data), type, own: shape, full: shape });
    return array;
  }

  copy(from: TensorArray, to: TensorArray): void {
    to.share(from);
  }

  async read(array: TensorArray, size: number, dtype: DType): Promise<Elements> {
    const made: number[] = [];
    try {
      const type = storedType(dtype);
      return this.tensorFlow.elements(array.as({ shape: [size], type, mayRepeat: false }, made), type);
    } finally {
      made.forEach((id) => this.tensorFlow.delete(id));
    }
  }

  async prepare(nodes: readonly ComputedNode[]): Promise<readonly PreparedNode<TensorArray>[]> {
    const plans: Plan[] = [];
    try {
      return nodes.map((node) => {
        if (node.kind === 'broadcast') return prepareBroadcast(node);
        const plan = new Plan(this.tensorFlow, node);
        plans.push(plan);
        lower(plan, node);
        return plan.prepare();
      });
    } catch (error) {
      plans.forEach((plan) => plan.dispose());
      throw error;
    }
  }

  /** Operations are handed over as they come. */
  flush(): void {}

  /** A failure is thrown by the operation that met it, or by the reading that waited for it. */
  assertHealthy(): void {}

  /** Waits for an operation that was enqueued after all others. */
  async sync(): Promise<void> {
    const one = this.tensorFlow.create(Float32Array.of(1));
    const two = this.tensorFlow.run('AddV2', [one, one]);
    this.tensorFlow.elements(two, 'f32');
    [one, two].forEach((id) => this.tensorFlow.delete(id));
  }

  async close(): Promise<void> {
    this.tensorFlow.close();
    this.parts.release();
  }

  private get tensorFlow(): TensorFlow {
    return this.parts.tensorFlow;
  }
}
