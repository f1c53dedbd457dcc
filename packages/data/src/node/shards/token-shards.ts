import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import type { Stream, Tokenizer } from '@oneday/core';
import { ITEMS_PER_CHUNK } from '../../chunk.ts';
import type { Chunk } from '../../chunk.ts';
import { positionOf } from '../../position.ts';
import { checkTokenRange } from '../../rows/token-reader.ts';
import type { TokenReader } from '../../rows/token-reader.ts';
import type { TokenArray } from '../../token-array.ts';
import { INDEX_FILE, bytesPerToken, documentsOffset, parseShardIndex } from './shard-index.ts';
import type { ShardEntry, ShardIndex } from './shard-index.ts';
import { checkShardSize } from './shard-progress.ts';
import { readSmallJson } from './small-file.ts';
import { tokenizerFingerprint } from './tokenizer-fingerprint.ts';
import { verifyShard } from './verify-shard.ts';

/** Options of `openShards`. */
export interface OpenShardOptions {
  /** The tokenizer of the run; shards of another one are refused. */
  readonly tokenizer?: Tokenizer;
  /** Read all shards once and compare them with their checksums. Default true. */
  readonly verify?: boolean;
  /** Told the bytes of the shards that were compared so far. */
  readonly onVerified?: (bytes: number) => void;
}

/** Counts of things in the shards before each, and in all. */
function runningTotals(counts: readonly number[]): number[] {
  const totals = [0];
  for (const count of counts) totals.push(totals.at(-1)! + count);
  return totals;
}

/** The shards of a folder as one corpus. Files are opened as they are read, each once, and read in ranges. */
export class TokenShards implements TokenReader, AsyncDisposable {
  readonly index: ShardIndex;
  readonly tokenCount: number;
  readonly documentCount: number;
  readonly #folder: string;
  readonly #tokensBefore: readonly number[];
  readonly #documentsBefore: readonly number[];
  readonly #handles = new Map<string, Promise<FileHandle>>();
  #starts: { readonly shard: number; readonly places: Promise<Uint32Array> } | undefined;

  /** Use `openShards`, which checks the files. */
  constructor(folder: string, index: ShardIndex) {
    this.#folder = folder;
    this.index = index;
    this.#tokensBefore = runningTotals(index.shards.map(({ tokens }) => tokens));
    this.#documentsBefore = runningTotals(index.shards.map(({ documents }) => documents));
    this.tokenCount = this.#tokensBefore.at(-1)!;
    this.documentCount = this.#documentsBefore.at(-1)!;
  }

  /** The tokens [start, start + length) of all shards in a row, as an array of its own. */
  async read(start: number, length: number): Promise<TokenArray> {
    checkTokenRange(start, length, this.tokenCount);
    const size = bytesPerToken(this.index.vocabSize);
    const tokens = size === 2 ? new Uint16Array(length) : new Uint32Array(length);
    const bytes = new Uint8Array(tokens.buffer);
    for (let at = start; at < start + length;) {
      const shard = this.#tokensBefore.findLastIndex((before) => before <= at);
      const end = Math.min(start + length, this.#tokensBefore[shard + 1]!);
      const part = bytes.subarray((at - start) * size, (end - start) * size);
      await this.#readBytes(shard, (at - this.#tokensBefore[shard]!) * size, part);
      at = end;
    }
    return tokens;
  }

  /** The tokens of one document. */
  async document(number: number): Promise<TokenArray> {
    if (!(Number.isSafeInteger(number) && number >= 0 && number < this.documentCount)) {
      throw new InvalidInputError(`document: a number in [0, ${this.documentCount}) expected; got ${number}`);
    }
    const shard = this.#documentsBefore.findLastIndex((before) => before <= number);
    const places = await this.#startsOf(shard);
    const at = number - this.#documentsBefore[shard]!;
    const start = places[at]!;
    const end = places[at + 1] ?? this.index.shards[shard]!.tokens;
    return this.read(this.#tokensBefore[shard]! + start, end - start);
  }

  /** All documents in order. The state is the number handed out; disposing of the stream leaves the shards open. */
  documents(): Stream<Chunk<TokenArray>> {
    let position = 0;
    return {
      next: async () => {
        const length = Math.min(ITEMS_PER_CHUNK, this.documentCount - position);
        if (length === 0) return undefined;
        const chunk: TokenArray[] = [];
        for (let at = position; at < position + length; at++) chunk.push(await this.document(at));
        position += length;
        return chunk;
      },
      state: () => ({ position }),
      restore: async (state) => {
        position = positionOf(state, this.documentCount);
      },
      async [Symbol.asyncDispose]() {},
    };
  }

  /** Closes all files. */
  async [Symbol.asyncDispose](): Promise<void> {
    const handles = [...this.#handles.values()];
    this.#handles.clear();
    for (const handle of handles) await (await handle).close();
  }

  /** The places of a shard's documents; those of one shard are kept. */
  #startsOf(shard: number): Promise<Uint32Array> {
    if (this.#starts?.shard !== shard) this.#starts = { shard, places: this.#readStarts(shard) };
    return this.#starts.places;
  }

  async #readStarts(shard: number): Promise<Uint32Array> {
    const { tokens, documents } = this.index.shards[shard]!;
    const places = new Uint32Array(documents);
    await this.#readBytes(shard, documentsOffset(tokens, this.index.vocabSize), new Uint8Array(places.buffer));
    return places;
  }

  async #readBytes(shard: number, offset: number, into: Uint8Array): Promise<void> {
    const entry = this.index.shards[shard]!;
    const handle = await this.#handleOf(entry);
    for (let at = 0; at < into.length;) {
      const { bytesRead } = await handle.read(into, at, into.length - at, offset + at);
      if (bytesRead === 0) throw new InvalidInputError(`token shard ${JSON.stringify(entry.file)}: it was cut short`);
      at += bytesRead;
    }
  }

  #handleOf({ file }: ShardEntry): Promise<FileHandle> {
    const handle = this.#handles.get(file) ?? open(join(this.#folder, file));
    this.#handles.set(file, handle);
    return handle;
  }
}

/**
 * Opens the shards that `writeShards` made. Who opens them closes them.
 *
 * @throws InvalidInputError, naming the file, when the index is missing or wrong, a shard is missing, cut short or
 *   damaged, or the shards were made with another tokenizer
 */
export async function openShards(
  folder: string,
  { tokenizer, verify = true, onVerified }: OpenShardOptions = {},
): Promise<TokenShards> {
  const path = join(folder, INDEX_FILE);
  const what = `index of shards ${JSON.stringify(path)}`;
  const index = parseShardIndex(await readSmallJson(path, what), what);
  if (tokenizer !== undefined && index.tokenizer !== tokenizerFingerprint(tokenizer)) {
    const sizes = `they have a vocabulary of ${index.vocabSize}, this one of ${tokenizer.vocabSize}`;
    throw new InvalidInputError(`${what}: the shards were made with another tokenizer (${sizes}); make them anew`);
  }
  for (const entry of index.shards) await checkShardSize(folder, entry);
  let verified = 0;
  for (const entry of verify ? index.shards : []) {
    await verifyShard(folder, entry, index.vocabSize, (bytes) => onVerified?.(verified + bytes));
    verified += entry.bytes;
  }
  return new TokenShards(folder, index);
}
