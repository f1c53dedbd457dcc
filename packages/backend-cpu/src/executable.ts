/** A compiled program: its steps bound to addresses. */
import type { TypedArray } from '@oneday/core';
import type { DeviceArray, DType, Executable, HostArray } from '@oneday/ops';
import { roundTo, sizeOf } from '@oneday/ops';
import { CpuArray } from './device-memory.ts';
import type { CpuVariable } from './device-memory.ts';
import type { KernelRunner } from './kernel-runner.ts';
import type { KernelMemory } from './memory.ts';
import type { KernelStep, Step, TensorView } from './steps.ts';
import { slotBits } from './tensor.ts';
import type { Place, Tensor } from './tensor.ts';
import type { Workspace } from './workspace.ts';

/**
 * Below this much work a second thread costs more than it gives: starting one takes 0.2 µs, work runs at several a
 * ns.
 */
const smallestSharedWork = 4096;

/** A step with where it came from, for messages. */
export interface PlacedStep {
  readonly step: Step;
  readonly origin: string;
}

/** What an executable is made of. */
export interface ExecutableParts {
  readonly name: string;
  readonly runner: KernelRunner;
  readonly workspace: Workspace;
  readonly workspaceBytes: number;
  readonly steps: readonly PlacedStep[];
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Known values; they lie in the workspace, which other programs overwrite, so each run writes them again. */
  readonly constants: readonly { readonly place: Place; readonly data: TypedArray; readonly dtype: DType }[];
  readonly variables: readonly CpuVariable[];
}

interface BoundKernel {
  readonly step: KernelStep;
  readonly origin: string;
  readonly argumentsPointer: number;
  readonly threads: number;
}

type BoundStep = BoundKernel | (() => void);

/** Runs on the calling thread until it is done; there is nothing to wait for. */
export class CpuExecutable implements Executable {
  readonly workspaceBytes: number;
  private readonly parts: ExecutableParts;
  private readonly argumentsBlock: number;
  private bound: readonly BoundStep[] = [];
  private boundBase = -1;
  private boundBuffer: ArrayBufferLike | undefined;

  constructor(parts: ExecutableParts) {
    this.parts = parts;
    this.workspaceBytes = parts.workspaceBytes;
    const slots = parts.steps.reduce((sum, { step }) => sum + (step.kind === 'kernel' ? step.slots.length : 0), 0);
    this.argumentsBlock = this.memory.allocator.allocate(4 * slots);
  }

  run(inputs: readonly (HostArray | DeviceArray)[]): readonly DeviceArray[] {
    const { parts, memory } = this;
    parts.variables.forEach((variable) => variable.pointer());
    if (this.boundBase !== parts.workspace.base || this.boundBuffer !== memory.memory.buffer) this.bind();
    for (const { place, data, dtype } of parts.constants) memory.write(place.pointer(), dtype, roundTo(dtype, data));
    inputs.forEach((input, i) => this.feed(parts.inputs[i]!, input));
    for (const step of this.bound) {
      if (typeof step === 'function') step();
      else this.runKernel(step);
    }
    return parts.outputs.map((tensor) => this.copyOut(tensor));
  }

  dispose(): void {
    this.memory.allocator.free(this.argumentsBlock);
  }

  private get memory(): KernelMemory {
    return this.parts.runner.memory;
  }

  private runKernel({ step, origin, argumentsPointer, threads }: BoundKernel): void {
    try {
      this.parts.runner.run(step.opcode, argumentsPointer, threads);
    } catch (error) {
      throw new Error(`${this.parts.name}: ${origin} failed in kernel ${step.opcode}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  private feed(tensor: Tensor, input: HostArray | DeviceArray): void {
    const pointer = tensor.place.pointer();
    if ('data' in input) return this.memory.write(pointer, tensor.dtype, input.data);
    const size = sizeOf(tensor.shape);
    this.memory.words(pointer, size).set(this.memory.words((input as CpuArray).pointer(), size));
  }

  private copyOut(tensor: Tensor): CpuArray {
    const array = new CpuArray(this.memory, tensor.shape, tensor.dtype);
    const size = sizeOf(tensor.shape);
    this.memory.words(array.pointer(), size).set(this.memory.words(tensor.place.pointer(), size));
    return array;
  }

  /** Writes the addresses into the kernels' arguments; again when the workspace has moved or the memory has grown. */
  private bind(): void {
    const { runner, workspace, steps } = this.parts;
    let argumentsPointer = this.argumentsBlock;
    this.bound = steps.map(({ step, origin }): BoundStep => {
      if (step.kind === 'host') {
        const views = step.tensors.map((tensor) => this.viewOf(tensor));
        return () => step.run(...views);
      }
      const bound = { step, origin, argumentsPointer, threads: step.work < smallestSharedWork ? 1 : runner.threads };
      this.memory.words(argumentsPointer, step.slots.length).set(step.slots.map(slotBits));
      argumentsPointer += 4 * step.slots.length;
      return bound;
    });
    this.boundBase = workspace.base;
    this.boundBuffer = this.memory.memory.buffer;
  }

  private viewOf(tensor: Tensor): TensorView {
    const [pointer, size] = [tensor.place.pointer(), sizeOf(tensor.shape)];
    if (tensor.dtype === 'u32') return new Uint32Array(this.memory.memory.buffer, pointer, size);
    if (tensor.dtype === 'i32' || tensor.dtype === 'bool') return this.memory.words(pointer, size);
    return this.memory.floats(pointer, size);
  }
}
