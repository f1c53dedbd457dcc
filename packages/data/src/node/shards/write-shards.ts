import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import type { Stream, Tokenizer } from '@oneday/core';
import type { Chunk } from '../../chunk.ts';
import { checkPositiveIntegers } from '../../positive-integer.ts';
import type { TokenArray } from '../../token-array.ts';
import { makeFolder, namingFull, writeTextDurably } from '../durable-file.ts';
import { INDEX_FILE, MAX_SHARD_TOKENS, formatShardIndex } from './shard-index.ts';
import type { ShardEntry, ShardIndex, ShardTexts } from './shard-index.ts';
import { PROGRESS_FILE, formatProgress, readProgress } from './shard-progress.ts';
import { ShardWriter } from './shard-writer.ts';
import { fileExists } from './small-file.ts';
import { tokenizerFingerprint } from './tokenizer-fingerprint.ts';

/** Options of `writeShards`. */
export interface WriteShardOptions {
  /** Folder for the shards; it is made where it is missing. */
  readonly folder: string;
  /** The tokenizer that the ids are from. */
  readonly tokenizer: Tokenizer;
  /** A shard ends with the chunk that brings it to as many tokens. Default 2^26. */
  readonly tokensPerShard?: number;
  /** Asked when the stream has ended: the texts that it was made of. Absent: the index does not tell. */
  readonly describeTexts?: () => ShardTexts;
}

/**
 * Writes documents of token ids into shards: files `shard-00000.bin`, … and `index.json`, which comes last. Each array
 * is one document; empty ones are left out. Memory holds a chunk of the stream, a mebibyte, and
 * the places of one shard's documents.
 *
 * Shards are written under temporary names, flushed and renamed. After each, the stream's state is kept in
 * `progress.json`; the same call on a folder where it was interrupted restores the stream and goes on after the last
 * whole shard, with the result of an unbroken call. The stream is disposed of at the end, also by a failure.
 *
 * @throws InvalidInputError when the folder holds finished shards, or was begun with another tokenizer or size, an id
 *   is outside the vocabulary, or there are no tokens at all
 */
export async function writeShards(
  documents: Stream<Chunk<TokenArray>>,
  { folder, tokenizer, tokensPerShard = 2 ** 26, describeTexts }: WriteShardOptions,
): Promise<ShardIndex> {
  await using source = documents;
  checkPositiveIntegers('writeShards', { tokensPerShard });
  if (tokensPerShard > MAX_SHARD_TOKENS / 2) {
    throw new InvalidInputError(`writeShards: at most ${MAX_SHARD_TOKENS / 2} tokens a shard; got ${tokensPerShard}`);
  }
  await makeFolder(folder, 'writeShards');
  const indexPath = join(folder, INDEX_FILE);
  if (await fileExists(indexPath)) {
    const advice = 'remove it or name another';
    throw new InvalidInputError(`writeShards: the folder ${JSON.stringify(folder)} holds finished shards; ${advice}`);
  }
  const format = { vocabSize: tokenizer.vocabSize, tokenizer: tokenizerFingerprint(tokenizer) };
  const progressPath = join(folder, PROGRESS_FILE);
  const begun = await readProgress(folder, { ...format, tokensPerShard });
  if (begun !== undefined) await source.restore(begun.state);
  const shards: ShardEntry[] = [...(begun?.shards ?? [])];

  const what = `token shards ${JSON.stringify(folder)}`;
  for (;;) {
    const shard = await namingFull(what, () => (
      writeShard(source, folder, shards.length, format.vocabSize, tokensPerShard)
    ));
    if (shard === undefined) break;
    shards.push(shard);
    const progress = formatProgress({ ...format, tokensPerShard, shards, state: source.state() });
    await namingFull(what, () => writeTextDurably(progressPath, progress));
  }
  if (shards.length === 0) throw new InvalidInputError('writeShards: the documents have no tokens');
  const index: ShardIndex = { ...format, ...(describeTexts !== undefined && { texts: describeTexts() }), shards };
  await namingFull(what, () => writeTextDurably(indexPath, formatShardIndex(index)));
  for (const path of [progressPath, `${progressPath}.part`]) await rm(path, { force: true });
  return index;
}

/** Writes the next shard, or nothing at the end of the stream. */
async function writeShard(
  source: Stream<Chunk<TokenArray>>,
  folder: string,
  number: number,
  vocabSize: number,
  tokensPerShard: number,
): Promise<ShardEntry | undefined> {
  let writer: ShardWriter | undefined;
  try {
    while ((writer?.tokens ?? 0) < tokensPerShard) {
      const chunk = await source.next();
      if (chunk === undefined) break;
      for (const document of chunk) {
        if (document.length === 0) continue;
        writer ??= await ShardWriter.create(folder, number, vocabSize);
        await writer.add(document);
      }
    }
    return await writer?.finish();
  } catch (cause) {
    await writer?.abandon();
    throw cause;
  }
}
