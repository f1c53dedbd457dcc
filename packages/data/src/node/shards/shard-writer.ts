import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import type { TokenArray } from '../../token-array.ts';
import { moveDurably } from '../durable-file.ts';
import { bytesPerToken, documentsOffset, shardFileName } from './shard-index.ts';
import type { ShardEntry } from './shard-index.ts';

/** Bytes gathered before they are written. */
const BUFFER_BYTES = 2 ** 20;

/** One shard while it is written, under a temporary name. */
export class ShardWriter {
  readonly #path: string;
  readonly #file: string;
  readonly #vocabSize: number;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #starts: number[] = [];
  #buffered = 0;
  #tokens = 0;

  private constructor(folder: string, number: number, vocabSize: number, handle: FileHandle) {
    this.#file = shardFileName(number);
    this.#path = join(folder, this.#file);
    this.#vocabSize = vocabSize;
    this.#handle = handle;
  }

  /** Begins the shard of this number. */
  static async create(folder: string, number: number, vocabSize: number): Promise<ShardWriter> {
    const handle = await open(`${join(folder, shardFileName(number))}.part`, 'w');
    return new ShardWriter(folder, number, vocabSize, handle);
  }

  /** Tokens written so far. */
  get tokens(): number {
    return this.#tokens;
  }

  /** @throws InvalidInputError when an id is outside the vocabulary */
  async add(document: TokenArray): Promise<void> {
    const outside = document.findIndex((id) => !(id >= 0 && id < this.#vocabSize));
    if (outside >= 0) {
      const rule = `ids of the tokenizer, in [0, ${this.#vocabSize}), expected`;
      throw new InvalidInputError(`writeShards: ${rule}; got ${document[outside]} at place ${outside} of a document`);
    }
    this.#starts.push(this.#tokens);
    this.#tokens += document.length;
    await this.#write(bytesPerToken(this.#vocabSize) === 2 ? Uint16Array.from(document) : Uint32Array.from(document));
  }

  /** Ends the shard and gives it its name. */
  async finish(): Promise<ShardEntry> {
    const offset = documentsOffset(this.#tokens, this.#vocabSize);
    await this.#write(new Uint8Array(offset - this.#tokens * bytesPerToken(this.#vocabSize)));
    await this.#write(Uint32Array.from(this.#starts));
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    await moveDurably(`${this.#path}.part`, this.#path);
    const documents = this.#starts.length;
    const sha256 = this.#hash.digest('hex');
    return { file: this.#file, tokens: this.#tokens, documents, bytes: offset + 4 * documents, sha256 };
  }

  /** Gives up: closes and removes the temporary file. */
  async abandon(): Promise<void> {
    await this.#handle.close();
    await rm(`${this.#path}.part`, { force: true });
  }

  async #write(array: Uint8Array | Uint16Array | Uint32Array): Promise<void> {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(bytes.length - at, BUFFER_BYTES - this.#buffered);
      this.#buffer.set(bytes.subarray(at, at + length), this.#buffered);
      this.#buffered += length;
      at += length;
      if (this.#buffered === BUFFER_BYTES) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#buffered);
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += (await this.#handle.write(bytes, at)).bytesWritten;
    this.#buffered = 0;
  }
}
