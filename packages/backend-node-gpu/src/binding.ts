/** The native addon of `@tensorflow/tfjs-node`, version 4.22.0, as far as it is used. */

/** Element types of TensorFlow, by their numbers in its C interface. */
export const tensorTypes = { f32: 1, i32: 3, i64: 9, bool: 10, bf16: 14, f16: 19, u32: 22 } as const;

/** An element type of TensorFlow. */
export type TensorType = keyof typeof tensorTypes;

/** A static argument of an operation. */
export interface Attribute {
  readonly name: string;
  /** The kind of `value`, by its number in TensorFlow's C interface. */
  readonly type: number;
  readonly value: number | boolean | string;
}

/** What is told of a tensor that an operation gave. */
export interface TensorReport {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The addon. A tensor is a number, which lives until it is deleted. */
export interface Binding {
  /** May share the elements' memory: they are not to be changed afterwards. Takes `f32`, `i32` and `bool`. */
  createTensor(shape: readonly number[], type: number, elements: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  /** Waits for the tensor. Knows `f32`, `i32` and `bool`. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  /** Enqueues an operation. Types of inputs that are no lists need no attribute. `outputs` is exact. */
  executeOp(
    name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number,
  ): TensorReport[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version: string;
}

/** An attribute that names an element type. */
export function typeAttribute(name: string, type: TensorType): Attribute {
  return { name, type: 4, value: tensorTypes[type] };
}

/** An attribute that is true or false. */
export function booleanAttribute(name: string, value: boolean): Attribute {
  return { name, type: 3, value };
}

/** An attribute that is an integer. */
export function integerAttribute(name: string, value: number): Attribute {
  return { name, type: 1, value };
}
