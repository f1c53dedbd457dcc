/** TensorFlow behind the addon: operations, transfers, and errors in one line. */
import { OnedayError } from '@oneday/core';
import type { Shape } from '@oneday/ops';
import { tensorTypes } from './binding.ts';
import type { Attribute, Binding, TensorReport, TensorType } from './binding.ts';

/** One TensorFlow. Tensors are numbers, which their makers delete. */
export class TensorFlow {
  readonly binding: Binding;
  /** Shapes as tensors, which reshaping wants. There are as many as different shapes in the programs. */
  private readonly shapes = new Map<string, number>();

  constructor(binding: Binding) {
    this.binding = binding;
  }

  /** Runs an operation that gives one tensor. */
  run(name: string, inputs: readonly number[], attributes: readonly Attribute[] = []): number {
    return this.execute(name, inputs, attributes, 1)[0]!.id;
  }

  /** Runs an operation that gives `outputs` tensors. @throws OnedayError when TensorFlow refuses it */
  execute(
    name: string, inputs: readonly number[], attributes: readonly Attribute[], outputs: number,
  ): TensorReport[] {
    try {
      return this.binding.executeOp(name, attributes, inputs, outputs);
    } catch (cause) {
      throw describeFailure(name, cause as Error);
    }
  }

  /** A new tensor of these elements, which are copied. */
  create(elements: Float32Array | Int32Array | Uint32Array, shape: Shape = [elements.length]): number {
    if (elements instanceof Float32Array) {
      return this.binding.createTensor(shape, tensorTypes.f32, elements.slice());
    }
    const words = this.binding.createTensor(shape, tensorTypes.i32, Int32Array.from(elements));
    if (elements instanceof Int32Array) return words;
    const unsigned = this.run('Bitcast', [words], [{ name: 'type', type: 4, value: tensorTypes.u32 }]);
    this.binding.deleteTensor(words);
    return unsigned;
  }

  /** The tensor of a shape. It is not to be deleted. */
  shape(shape: Shape): number {
    const key = shape.join();
    const known = this.shapes.get(key);
    if (known !== undefined) return known;
    const made = this.create(Int32Array.from(shape));
    this.shapes.set(key, made);
    return made;
  }

  /** The elements of a tensor, once it is computed. */
  elements(id: number, type: TensorType): Float32Array | Int32Array | Uint32Array | Uint8Array {
    try {
      if (type !== 'u32') return this.binding.tensorDataSync(id);
      const words = this.run('Bitcast', [id], [{ name: 'type', type: 4, value: tensorTypes.i32 }]);
      const { buffer } = this.binding.tensorDataSync(words);
      this.binding.deleteTensor(words);
      return new Uint32Array(buffer);
    } catch (cause) {
      throw describeFailure('reading', cause as Error);
    }
  }

  delete(id: number): void {
    this.binding.deleteTensor(id);
  }

  close(): void {
    this.shapes.forEach((id) => this.binding.deleteTensor(id));
    this.shapes.clear();
  }
}

/** What TensorFlow said, in our words and in one line. */
function describeFailure(operation: string, cause: Error): OnedayError {
  if (cause instanceof OnedayError) return cause;
  const reason = (/Message: (.+)/.exec(cause.message)?.[1] ?? cause.message.split('\n')[0]!).trim();
  const isMemory = /TF_Status: 8\b|out of memory/.test(cause.message);
  const what = isMemory ? `out of memory in ${operation}` : `TensorFlow refused ${operation}`;
  return new OnedayError(`node-gpu: ${what}: ${reason}`, { cause });
}
