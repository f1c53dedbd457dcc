/** Variables and device arrays as buffers of the plugin's. */
import { BackendClosedError } from '@oneday/core';
import type { DeviceArray, DType, MemoryReport, Shape, Spec, Variable, VariableSpec } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { PjrtBuffer, PjrtClient } from './pjrt/client.ts';
import { elementBytes } from './pjrt/element-type.ts';

/** Bytes of an array on the device, without what its allocator adds. */
export function bytesOf({ shape, dtype }: Spec): number {
  return sizeOf(shape) * elementBytes[dtype];
}

/** The buffers of one client that are held, and what they take. */
export class DeviceMemory {
  readonly client: PjrtClient;
  private readonly buffers = new Map<PjrtBuffer, number>();
  private usedBytes = 0;
  private peakBytes = 0;

  constructor(client: PjrtClient) {
    this.client = client;
  }

  /** Takes a buffer into account. */
  hold(buffer: PjrtBuffer, bytes: number): void {
    this.buffers.set(buffer, bytes);
    this.usedBytes += bytes;
    this.notePeak(0);
  }

  /** Destroys a buffer. */
  release(buffer: PjrtBuffer): void {
    this.usedBytes -= this.buffers.get(buffer)!;
    this.buffers.delete(buffer);
    this.client.destroyBuffer(buffer);
  }

  /** Notes that a run needs so many bytes beside what is held. */
  notePeak(temporaryBytes: number): void {
    this.peakBytes = Math.max(this.peakBytes, this.usedBytes + temporaryBytes);
  }

  /** What is held now and was at most; a device that counts for itself knows the peak better. */
  report(): MemoryReport {
    const { usedBytes, peakBytes } = this;
    return { usedBytes, peakBytes: Math.max(peakBytes, this.client.memory()?.peakBytes ?? 0) };
  }

  /** Destroys what is still held. */
  releaseAll(): void {
    [...this.buffers.keys()].forEach((buffer) => this.release(buffer));
  }
}

/** A variable of this backend. Its buffer is another one after each run that assigns it, in the same memory. */
export class XlaVariable implements Variable {
  readonly kind = 'variable';
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  private readonly memory: DeviceMemory;
  private held: PjrtBuffer | undefined;

  constructor(memory: DeviceMemory, { name, shape, dtype }: VariableSpec, buffer: PjrtBuffer) {
    this.memory = memory;
    this.name = name;
    this.shape = [...shape];
    this.dtype = dtype;
    this.replace(buffer);
  }

  get buffer(): PjrtBuffer {
    if (this.held === undefined) throw new BackendClosedError(`variable ${this.name} was freed; make it again`);
    return this.held;
  }

  /** Gives the variable another buffer; the old one is destroyed. */
  replace(buffer: PjrtBuffer): void {
    if (this.held !== undefined) this.memory.release(this.held);
    this.memory.hold(buffer, bytesOf(this));
    this.held = buffer;
  }

  free(): void {
    this.memory.release(this.buffer);
    this.held = undefined;
  }
}

/** A program's output. */
export class XlaArray implements DeviceArray {
  readonly kind = 'deviceArray';
  readonly shape: Shape;
  readonly dtype: DType;
  /** The program that made it, for messages. */
  readonly program: string;
  private readonly memory: DeviceMemory;
  private held: PjrtBuffer | undefined;

  constructor(memory: DeviceMemory, { shape, dtype }: Spec, buffer: PjrtBuffer, program: string) {
    this.memory = memory;
    this.shape = shape;
    this.dtype = dtype;
    this.program = program;
    memory.hold(buffer, bytesOf(this));
    this.held = buffer;
  }

  get buffer(): PjrtBuffer {
    if (this.held === undefined) throw new BackendClosedError('a device array was used after it was disposed of');
    return this.held;
  }

  dispose(): void {
    this.memory.release(this.buffer);
    this.held = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
