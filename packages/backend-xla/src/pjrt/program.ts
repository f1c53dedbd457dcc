/** A compiled program on a device. */
import type { PjrtPlugin } from './plugin.ts';

/** What a compiled program needs, in bytes. */
export interface ProgramMemory {
  readonly argumentBytes: number;
  readonly outputBytes: number;
  /** Of the outputs, those that take the place of arguments. */
  readonly aliasedBytes: number;
  /** Intermediate values. */
  readonly temporaryBytes: number;
}

/** A loaded executable. */
export class PjrtProgram {
  readonly outputCount: number;
  readonly memory: ProgramMemory;
  private readonly plugin: PjrtPlugin;
  private readonly loaded: bigint;
  private readonly executable: bigint;

  constructor(plugin: PjrtPlugin, loaded: bigint) {
    this.plugin = plugin;
    this.loaded = loaded;
    this.executable = plugin.call('loadedExecutableGetExecutable', { 2: loaded })[3]!;
    this.outputCount = Number(plugin.call('executableNumOutputs', { 2: this.executable })[3]);
    const stats = plugin.call('executableGetCompiledMemoryStats', { 2: this.executable });
    const [argumentBytes, outputBytes, aliasedBytes, temporaryBytes] = [4, 5, 6, 7].map((word) => Number(stats[word]));
    this.memory = {
      argumentBytes: argumentBytes!, outputBytes: outputBytes!, aliasedBytes: aliasedBytes!,
      temporaryBytes: temporaryBytes!,
    };
  }

  /** A call of this program that is enqueued again and again with other buffers. */
  launch(argumentCount: number): PjrtLaunch {
    return new PjrtLaunch(this.plugin, this.loaded, argumentCount, this.outputCount);
  }

  /** The machine code, for `PjrtClient.load` of the same plugin and device. @throws PjrtError */
  serialize(what: string): Uint8Array {
    const words = this.plugin.call('executableSerialize', { 2: this.executable }, what);
    const bytes = this.plugin.bytes(words[3]!, Number(words[4]));
    this.plugin.callDeleter(words[6]!, words[5]!);
    return bytes;
  }

  /** Frees the program; runs that are enqueued still end. */
  destroy(): void {
    this.plugin.call('executableDestroy', { 2: this.executable });
    this.plugin.call('loadedExecutableDestroy', { 2: this.loaded });
  }
}

/** The words of `PJRT_LoadedExecutable_Execute`, filled in once; a run writes its buffers into them. */
export class PjrtLaunch {
  /** The arguments' buffers, to be filled in before {@link run}. */
  readonly arguments: BigUint64Array;
  /** The outputs' buffers after {@link run}; the caller's from then on. */
  readonly outputs: BigUint64Array;
  private readonly plugin: PjrtPlugin;
  private readonly execute: (words: BigUint64Array) => bigint | null;
  private readonly words: BigUint64Array;
  private readonly event = new BigUint64Array(1);
  /** Arrays that the words point to; they live as long as this. */
  readonly kept: readonly BigUint64Array[];

  constructor(plugin: PjrtPlugin, loaded: bigint, argumentCount: number, outputCount: number) {
    this.plugin = plugin;
    this.execute = plugin.function('loadedExecutableExecute');
    // One word more than needed: an array without elements has no address.
    this.arguments = new BigUint64Array(argumentCount + 1);
    this.outputs = new BigUint64Array(outputCount + 1);
    const options = new BigUint64Array(14);
    options[0] = BigInt(options.byteLength);
    const argumentLists = BigUint64Array.of(plugin.address(this.arguments));
    const outputLists = BigUint64Array.of(plugin.address(this.outputs));
    this.kept = [options, argumentLists, outputLists];
    this.words = plugin.block('loadedExecutableExecute', {
      2: loaded, 3: plugin.address(options), 4: plugin.address(argumentLists), 5: 1, 6: argumentCount,
      7: plugin.address(outputLists), 8: plugin.address(this.event),
    });
  }

  /** Enqueues a run. @returns the event of its end, which the caller waits for or destroys @throws PjrtError */
  run(what: string): bigint {
    this.plugin.check(what, this.execute(this.words));
    return this.event[0]!;
  }
}
