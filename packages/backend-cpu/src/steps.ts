/** A program's steps: calls of WebAssembly kernels, and functions of the host over typed arrays. */
import type { Shape, Spec } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { OpcodeName } from './generated/kernels.ts';
import type { Slot, Tensor } from './tensor.ts';

/** A typed array over a tensor's elements: `Float32Array` for floats, `Uint32Array` for `u32`, else `Int32Array`. */
export type TensorView = Float32Array | Int32Array | Uint32Array;

/** A call of a kernel. */
export interface KernelStep {
  readonly kind: 'kernel';
  readonly opcode: OpcodeName;
  readonly slots: readonly Slot[];
  /** Multiplications or element visits, roughly: little work stays on one thread. */
  readonly work: number;
}

/** A function called at every run with views of its tensors, on the main thread. */
export interface HostStep {
  readonly kind: 'host';
  readonly tensors: readonly Tensor[];
  readonly run: (...views: TensorView[]) => void;
}

/** One step. */
export type Step = KernelStep | HostStep;

/** Collects the steps of a node; what `forward` and `backward` of a {@link CpuKernel} write to. */
export interface Steps {
  /** Calls a kernel of this package. `work` defaults to the size of the largest tensor among the slots. */
  kernel(opcode: OpcodeName, slots: readonly Slot[], work?: number): void;
  /** Calls `run` at every run with views of `tensors`: how kernels in plain TypeScript are written. */
  host(tensors: readonly Tensor[], run: (...views: TensorView[]) => void): void;
  /** An array for the time of this node. Its content is undefined. */
  scratch(shape: Shape, dtype?: Spec['dtype']): Tensor;
}

/** The steps of one node, with the scratch arrays it asked for. */
export class StepCollector implements Steps {
  readonly steps: Step[] = [];
  readonly scratches: Tensor[] = [];
  private readonly newScratch: (spec: Spec) => Tensor;

  constructor(newScratch: (spec: Spec) => Tensor) {
    this.newScratch = newScratch;
  }

  kernel(opcode: OpcodeName, slots: readonly Slot[], work?: number): void {
    this.steps.push({ kind: 'kernel', opcode, slots, work: work ?? Math.max(0, ...slots.map(sizeOfSlot)) });
  }

  host(tensors: readonly Tensor[], run: (...views: TensorView[]) => void): void {
    this.steps.push({ kind: 'host', tensors, run });
  }

  scratch(shape: Shape, dtype: Spec['dtype'] = 'f32'): Tensor {
    const tensor = this.newScratch({ shape, dtype });
    this.scratches.push(tensor);
    return tensor;
  }
}

function sizeOfSlot(slot: Slot): number {
  if (typeof slot === 'number' || 'f32' in slot) return 0;
  return sizeOf('tensor' in slot ? slot.tensor.shape : slot.shape);
}
