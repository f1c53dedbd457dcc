/** A client of a plugin: one device, its buffers, and compiled programs. */
import { Buffer } from 'node:buffer';
import { OnedayError } from '@oneday/core';
import type { TypedArray } from '@oneday/core';
import type { DType, Elements, Shape } from '@oneday/ops';
import { describe, sizeOf } from '@oneday/ops';
import { compileOptions } from './compile-options.ts';
import { elementBytes, elementTypes, encodeElements, landingArray } from './element-type.ts';
import { PjrtProgram } from './program.ts';
import { PjrtError } from './plugin.ts';
import type { PjrtPlugin } from './plugin.ts';

/** `PJRT_HostBufferSemantics_kImmutableOnlyDuringCall`: the plugin copies before it returns. */
const COPY_DURING_CALL = 0;
const LOW_BYTE = 0xffn;

const SEE_DOCTOR = 'run `oneday doctor` to see what is missing, or use --backend cpu';

function explainMissingDevice(error: unknown): never {
  throw error instanceof PjrtError ? new OnedayError(`${error.message}; ${SEE_DOCTOR}`, { cause: error }) : error;
}

/** A buffer on the device. Whoever holds it destroys it, also after it was donated. */
export type PjrtBuffer = bigint & { readonly buffer: unique symbol };

/** Device memory in bytes, as the device itself counts. */
export interface DeviceMemory {
  readonly usedBytes: number;
  readonly peakBytes: number;
  readonly limitBytes: number;
}

/** The first device of a plugin. */
export class PjrtClient {
  readonly plugin: PjrtPlugin;
  /** As the plugin names it: `cpu`, `cuda`. */
  readonly platform: string;
  readonly platformVersion: string;
  /** As the driver names the device, where it does. */
  readonly deviceKind: string;
  /** What else the plugin says of the device in words, e.g. `compute_capability`. */
  readonly deviceAttributes: Readonly<Record<string, string>>;
  private readonly client: bigint;
  private readonly device: bigint;
  private readonly options: Uint8Array;
  /** What calls under way read or write by its address, and nothing else may hold: it must not be collected. */
  private readonly held = new Set<readonly ArrayBufferView[]>();
  private reportsMemory = true;

  /** Opens a client; on an accelerator that takes seconds, on a thread aside. @throws PjrtError, OnedayError */
  static async open(plugin: PjrtPlugin): Promise<PjrtClient> {
    const what = `xla: opening a device of ${plugin.path}`;
    await plugin.callAside('pluginInitialize', {}, what);
    const client = (await plugin.callAside('clientCreate', {}, what).catch(explainMissingDevice))[8]!;
    const devices = plugin.call('clientAddressableDevices', { 2: client }, what);
    if (devices[4] === 0n) {
      plugin.call('clientDestroy', { 2: client });
      throw new OnedayError(`${what}: it has no device; ${SEE_DOCTOR}`);
    }
    return new PjrtClient(plugin, client, plugin.pointers(devices[3]!, 1)[0]!);
  }

  private constructor(plugin: PjrtPlugin, client: bigint, device: bigint) {
    this.plugin = plugin;
    this.client = client;
    this.device = device;
    const text = (words: BigUint64Array) => plugin.text(words[3]!, Number(words[4]));
    this.platform = text(plugin.call('clientPlatformName', { 2: client }));
    this.platformVersion = text(plugin.call('clientPlatformVersion', { 2: client }));
    const description = plugin.call('deviceGetDescription', { 2: device })[3]!;
    this.deviceKind = text(plugin.call('deviceDescriptionKind', { 2: description }));
    const attributes = plugin.call('deviceDescriptionAttributes', { 2: description });
    this.deviceAttributes = plugin.namedTexts(attributes[4]!, Number(attributes[3]));
    this.options = compileOptions(this.platform);
  }

  /** Copies an array to the device; the host's may change as soon as this returns. @param what opens error lines */
  upload(what: string, dtype: DType, shape: Shape, data: TypedArray): PjrtBuffer {
    if (data.length !== sizeOf(shape)) {
      throw new OnedayError(`${what}: ${describe({ dtype, shape })} was given ${data.length} elements`);
    }
    const { plugin } = this;
    // An empty array has no address; what lies there is not read.
    const elements = data.length === 0 ? new Float32Array(2) : encodeElements(dtype, data);
    const dimensions = BigInt64Array.from(shape, BigInt);
    const read = [elements, dimensions];
    this.held.add(read);
    try {
      const words = plugin.call('clientBufferFromHostBuffer', {
        2: this.client, 3: plugin.address(elements), 4: elementTypes[dtype],
        5: shape.length === 0 ? 0 : plugin.address(dimensions), 6: shape.length, 9: COPY_DURING_CALL, 10: this.device,
      }, what);
      plugin.call('eventDestroy', { 2: words[13]! });
      return words[14] as PjrtBuffer;
    } finally {
      this.held.delete(read);
    }
  }

  /** Copies a buffer to the host as soon as it is computed, without holding up Node. */
  async read(what: string, buffer: PjrtBuffer, dtype: DType, shape: Shape): Promise<Elements> {
    const size = sizeOf(shape);
    const landing = landingArray(dtype, size);
    if (size === 0) return landing.elements();
    const written = [landing.bytes];
    this.held.add(written);
    try {
      const words = this.plugin.call('bufferToHostBuffer', {
        2: buffer, 4: this.plugin.address(landing.bytes), 5: size * elementBytes[dtype],
      }, what);
      await this.wait(what, words[6]!);
      return landing.elements();
    } finally {
      this.held.delete(written);
    }
  }

  /** Waits for an event and destroys it. @throws PjrtError with what went wrong on the device */
  async wait(what: string, event: bigint): Promise<void> {
    try {
      if (this.isReady(event)) this.plugin.call('eventError', { 2: event }, what);
      else await this.plugin.callAside('eventAwait', { 2: event }, what);
    } finally {
      this.plugin.call('eventDestroy', { 2: event });
    }
  }

  /** {@link wait} that holds up this thread. */
  waitHere(what: string, event: bigint): void {
    try {
      this.plugin.call('eventAwait', { 2: event }, what);
    } finally {
      this.plugin.call('eventDestroy', { 2: event });
    }
  }

  /** Whether what an event stands for is over. */
  isReady(event: bigint): boolean {
    return (this.plugin.call('eventIsReady', { 2: event })[3]! & LOW_BYTE) !== 0n;
  }

  /** Destroys a handle; the memory goes when the device has done with it. */
  destroyBuffer(buffer: PjrtBuffer): void {
    this.plugin.call('bufferDestroy', { 2: buffer });
  }

  /** Whether a buffer was given to a program that wrote over it. */
  isDeleted(buffer: PjrtBuffer): boolean {
    return (this.plugin.call('bufferIsDeleted', { 2: buffer })[3]! & LOW_BYTE) !== 0n;
  }

  /** Compiles StableHLO text on a thread aside. @throws PjrtError */
  async compile(what: string, text: string): Promise<PjrtProgram> {
    const { plugin, options } = this;
    const [code, format] = [Buffer.from(text), Buffer.from('mlir')];
    const program = BigUint64Array.of(
      48n, 0n, plugin.address(code), BigInt(code.length), plugin.address(format), BigInt(format.length),
    );
    const read = [code, format, program];
    this.held.add(read);
    try {
      const words = await plugin.callAside('clientCompile', {
        2: this.client, 3: plugin.address(program), 4: plugin.address(options), 5: options.length,
      }, what);
      return new PjrtProgram(plugin, words[6]!);
    } finally {
      this.held.delete(read);
    }
  }

  /** Loads what {@link PjrtProgram.serialize} gave. @throws PjrtError */
  async load(what: string, bytes: Uint8Array): Promise<PjrtProgram> {
    const read = [bytes];
    this.held.add(read);
    try {
      const words = await this.plugin.callAside('executableDeserializeAndLoad', {
        2: this.client, 3: this.plugin.address(bytes), 4: bytes.length,
      }, what);
      return new PjrtProgram(this.plugin, words[5]!);
    } finally {
      this.held.delete(read);
    }
  }

  /** What the device says of its memory; undefined where it does not count (a CPU). */
  memory(): DeviceMemory | undefined {
    if (!this.reportsMemory) return undefined;
    try {
      const words = this.plugin.call('deviceMemoryStats', { 2: this.device });
      return { usedBytes: Number(words[3]), peakBytes: Number(words[4]), limitBytes: Number(words[10]) };
    } catch {
      this.reportsMemory = false;
      return undefined;
    }
  }

  /** Ends the client; its buffers and programs are destroyed before. */
  destroy(): void {
    this.plugin.call('clientDestroy', { 2: this.client });
  }
}
