import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { InvalidInputError } from '@oneday/core';
import type { FoundFile } from './find-files.ts';
import { systemErrorReason } from './system-error.ts';

/** Bytes read at once, where no more are asked for. */
const WINDOW_BYTES = 2 ** 18;

/** Ranges of one open file, read through a window, so that small ranges after each other are one call. */
export class TextFileReader implements AsyncDisposable {
  readonly path: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** The file's name for error lines. */
  readonly what: string;
  readonly #handle: FileHandle;
  #window = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  private constructor(file: FoundFile, handle: FileHandle) {
    this.path = file.path;
    this.bytes = file.bytes;
    this.what = `text file ${JSON.stringify(file.path)}`;
    this.#handle = handle;
  }

  /** @throws InvalidInputError when it cannot be opened, or its size is not what was found */
  static async open(file: FoundFile): Promise<TextFileReader> {
    const what = `text file ${JSON.stringify(file.path)}`;
    let handle: FileHandle;
    try {
      handle = await open(file.path);
    } catch (cause) {
      throw new InvalidInputError(`${what}: ${systemErrorReason(cause)}`, { cause });
    }
    const { size } = await handle.stat();
    if (size === file.bytes) return new TextFileReader(file, handle);
    await handle.close();
    throw new InvalidInputError(`${what}: it changed; it had ${file.bytes} bytes and has ${size}`);
  }

  /**
   * The bytes [offset, offset + length), fewer at the file's end. They are a view that the next call overwrites.
   *
   * @throws InvalidInputError when the file got shorter
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.bytes);
    if (offset < this.#start || end > this.#start + this.#length) await this.#fill(offset, end - offset);
    return this.#window.subarray(offset - this.#start, end - this.#start);
  }

  async #fill(offset: number, length: number): Promise<void> {
    if (length > this.#window.length) this.#window = new Uint8Array(length);
    const wanted = Math.min(this.#window.length, this.bytes - offset);
    this.#start = offset;
    this.#length = 0;
    while (this.#length < wanted) {
      const { bytesRead } = await this.#handle.read(
        this.#window,
        this.#length,
        wanted - this.#length,
        offset + this.#length,
      );
      if (bytesRead === 0) {
        const found = `${this.bytes} bytes were expected, it ends at ${offset + this.#length}`;
        throw new InvalidInputError(`${this.what}: it changed while it was read; ${found}`);
      }
      this.#length += bytesRead;
    }
  }

  /** Closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
