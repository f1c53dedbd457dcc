/** A loaded PJRT plugin: its table of functions behind checks. */
import { accessSync, constants, statSync } from 'node:fs';
import { platform } from 'node:process';
import { InvalidInputError, OnedayError } from '@oneday/core';
import type koffiModule from 'koffi';
import { errorCodes, pjrtFunctions } from './functions.ts';
import type { PjrtFunctionName } from './functions.ts';

type Koffi = typeof koffiModule;
type Call = ((words: BigUint64Array) => bigint | null) & {
  async(words: BigUint64Array, done: (failure: unknown, error: bigint | null) => void): void;
};

/** The newest major version, and the oldest minor one, whose table is known to hold what is called here. */
const MAJOR_VERSION = 0;
const OLDEST_MINOR_VERSION = 81;
/** The table begins after its size, the chain of extensions, and three words of version. */
const FIRST_FUNCTION = 5;
/** `PJRT_NamedValue`: size, extensions, name and its length, kind, value and its length. */
const NAMED_VALUE_BYTES = 56;
/** `PJRT_NamedValue_kString`. */
const NAMED_TEXT = 0n;
/** Compilers recurse deeply: LLVM on a large program needs more than koffi's 128 KiB. */
const ASYNC_STACK_BYTES = 4 * 2 ** 20;

/** Where memory is used up, some plugins add pages about what holds it. */
const MOST_CHARACTERS = 600;

/** What PJRT answered instead of doing what it was asked to. */
export class PjrtError extends OnedayError {
  /** A name of PJRT's error codes, such as `RESOURCE_EXHAUSTED`. */
  readonly code: string;

  constructor(what: string, code: string, message: string) {
    const advice = code === 'RESOURCE_EXHAUSTED' ? '; use a smaller batch or model' : '';
    super(`${what}: ${shortened(message.trim().replace(/\s*\n\s*/g, ' '))} (${code})${advice}`);
    this.code = code;
  }
}

let sharedKoffi: Promise<Koffi> | undefined;

/** koffi, once for this thread; importing this package alone does not load it. */
function loadKoffi(): Promise<Koffi> {
  sharedKoffi ??= import('koffi').then(({ default: koffi }) => {
    koffi.config({ async_stack_size: ASYNC_STACK_BYTES });
    return koffi;
  });
  return sharedKoffi;
}

/** The arguments of one call, by word; the arrays behind addresses must stay referenced until the call is over. */
export type Words = Readonly<Record<number, bigint | number>>;

/** A plugin, which stays loaded until the process ends: its threads do. */
export class PjrtPlugin {
  readonly path: string;
  readonly version: string;
  private readonly koffi: Koffi;
  private readonly calls: ReadonlyMap<PjrtFunctionName, Call>;

  /**
   * Loads a plugin into this process, after the libraries that it needs and does not find by itself.
   *
   * @throws InvalidInputError when there is no such file, it cannot be loaded, is no PJRT plugin, or has another
   * version
   */
  static async load(path: string, libraries: readonly string[] = []): Promise<PjrtPlugin> {
    checkFile(path);
    const koffi = await loadKoffi();
    [...libraries, path].forEach((library) => keepLoaded(koffi, library));
    let table: bigint;
    try {
      table = koffi.load(path).func('void* GetPjrtApi()')() as bigint;
    } catch (cause) {
      throw new InvalidInputError(`${path}: cannot be loaded as a PJRT plugin: ${oneLine(cause)}`, { cause });
    }
    return new PjrtPlugin(path, koffi, table);
  }

  private constructor(path: string, koffi: Koffi, table: bigint) {
    this.path = path;
    this.koffi = koffi;
    const read = (at: number, type: string): bigint => BigInt(koffi.decode(table, at, type) as number | bigint);
    const [major, minor] = [Number(read(32, 'int32_t')), Number(read(36, 'int32_t'))];
    checkVersion(path, major, minor);
    this.version = `${major}.${minor}`;
    const tableBytes = read(0, 'uint64_t');
    const prototype = koffi.proto('void* (void*)');
    this.calls = new Map(Object.entries(pjrtFunctions).map(([name, { index }]) => {
      const at = (FIRST_FUNCTION + index) * 8;
      const address = at + 8 <= tableBytes ? read(at, 'uint64_t') : 0n;
      if (address === 0n) throw new InvalidInputError(`${path}: PJRT ${this.version} has no function ${name}`);
      return [name as PjrtFunctionName, koffi.decode(address, prototype) as Call];
    }));
  }

  /**
   * Calls a function. @returns its words, with what it wrote into them
   *
   * @param what opens the error line @throws PjrtError
   */
  call(name: PjrtFunctionName, words: Words, what: string = name): BigUint64Array {
    const block = this.block(name, words);
    this.check(what, this.calls.get(name)!(block));
    return block;
  }

  /** {@link call} on a thread of its own, for functions that compile or wait. */
  async callAside(name: PjrtFunctionName, words: Words, what: string = name): Promise<BigUint64Array> {
    const block = this.block(name, words);
    const error = await new Promise<bigint | null>((resolve, reject) => {
      this.calls.get(name)!.async(block, (failure, result) => (failure ? reject(failure) : resolve(result)));
    });
    this.check(what, error);
    return block;
  }

  /** The function itself, for calls whose words are kept and filled in again. */
  function(name: PjrtFunctionName): (words: BigUint64Array) => bigint | null {
    return this.calls.get(name)!;
  }

  /** The words of a call, with its size in place. */
  block(name: PjrtFunctionName, words: Words): BigUint64Array {
    const block = new BigUint64Array(pjrtFunctions[name].words);
    block[0] = BigInt(block.byteLength);
    for (const [word, value] of Object.entries(words)) block[Number(word)] = BigInt(value);
    return block;
  }

  /** Throws what `error` says, if it is one. @param what opens the error line */
  check(what: string, error: bigint | null): void {
    if (error === null || error === 0n) return;
    const code = Number(this.call('errorGetCode', { 2: error })[3]! & 0xffffffffn);
    // These two return nothing; what koffi finds in its place is no error.
    const message = this.block('errorMessage', { 2: error });
    this.calls.get('errorMessage')!(message);
    const text = this.text(message[3]!, Number(message[4]));
    this.calls.get('errorDestroy')!(this.block('errorDestroy', { 2: error }));
    throw new PjrtError(what, errorCodes[code] ?? `code ${code}`, text);
  }

  /** The address of an array's first element. Its caller keeps the array. */
  address(array: ArrayBufferView): bigint {
    return BigInt(this.koffi.address(array));
  }

  /** A string of the plugin's. */
  text(address: bigint, length: number): string {
    return length === 0 ? '' : (this.koffi.decode(address, 'char', length) as string);
  }

  /** A copy of bytes of the plugin's. */
  bytes(address: bigint, length: number): Uint8Array {
    return new Uint8Array(this.koffi.view(address, length)).slice();
  }

  /** `count` pointers at `address`. */
  pointers(address: bigint, count: number): bigint[] {
    return Array.from({ length: count }, (_, i) => BigInt(this.koffi.decode(address, 8 * i, 'uint64_t') as bigint));
  }

  /** Those of `count` named values at `address` that are texts. */
  namedTexts(address: bigint, count: number): Readonly<Record<string, string>> {
    const entries = Array.from({ length: count }, (_, i) => {
      const words = this.pointers(address + BigInt(i * NAMED_VALUE_BYTES), NAMED_VALUE_BYTES / 8);
      const [, , name, nameLength, kind, value, valueLength] = words as [bigint, ...bigint[]];
      if ((kind! & 0xffffffffn) !== NAMED_TEXT) return undefined;
      return [this.text(name!, Number(nameLength)), this.text(value!, Number(valueLength))] as const;
    });
    return Object.fromEntries(entries.filter((entry) => entry !== undefined));
  }

  /** Calls a function of the plugin's that takes a pointer and gives nothing. */
  callDeleter(address: bigint, argument: bigint): void {
    (this.koffi.decode(address, this.koffi.proto('void (void*)')) as (pointer: bigint) => void)(argument);
  }
}

/** @throws InvalidInputError for a version whose table of functions is not known here */
export function checkVersion(path: string, major: number, minor: number): void {
  if (major === MAJOR_VERSION && minor >= OLDEST_MINOR_VERSION) return;
  const needed = `${MAJOR_VERSION}.${OLDEST_MINOR_VERSION} or a newer ${MAJOR_VERSION}.x`;
  throw new InvalidInputError(`${path}: speaks PJRT ${major}.${minor}; ${needed} is needed; run \`oneday setup xla\``);
}

function checkFile(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such plugin' : `it cannot be read: ${code}`;
    throw new InvalidInputError(`${path}: ${reason}; run \`oneday setup xla\``, { cause });
  }
  if (!statSync(path).isFile()) throw new InvalidInputError(`${path}: is no file; a PJRT plugin is a shared library`);
}

/** A plugin's threads outlive whoever loaded it: unloading it when Node's environment ends would crash the process. */
function keepLoaded(koffi: Koffi, path: string): void {
  const neverUnload = { linux: 0x1000, darwin: 0x80 }[platform as string];
  if (neverUnload === undefined) return;
  const resolveNow = 2;
  // A file that does not load is told of by koffi, in the loader's own words.
  koffi.load(null).func('void* dlopen(const char*, int)')(path, neverUnload | resolveNow);
}

function shortened(message: string): string {
  return message.length <= MOST_CHARACTERS ? message : `${message.slice(0, MOST_CHARACTERS)}…`;
}

function oneLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).replace(/\s+/g, ' ');
}
