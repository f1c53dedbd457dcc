import { copyFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError, showValue } from '@oneday/core';
import { makeFolder, namingFull, writeTextDurably } from '../durable-file.ts';
import { formatShardIndex, shardFileName } from '../shards/shard-index.ts';
import type { ShardEntry, ShardIndex, ShardTexts } from '../shards/shard-index.ts';
import { fileExists } from '../shards/small-file.ts';
import { verifyShard } from '../shards/verify-shard.ts';
import { indexPathOf, preparedLayout } from './layout.ts';
import { openPrepared } from './open-prepared.ts';
import type { PreparedIndexes } from './prepare-data.ts';

/** Options of `mergePrepared`. */
export interface MergePreparedOptions {
  /** Folder to make. */
  readonly folder: string;
  /** Folders that `prepareData` made. */
  readonly parts: readonly string[];
  /** Told the bytes copied so far, and all that are to be copied; where it throws, merging ends. */
  readonly onCopied?: (bytes: number, total: number) => void;
}

/** One of the folders that are merged. */
interface Part extends PreparedIndexes {
  readonly folder: string;
}

/** Shards that are still to be written. */
interface Side {
  readonly folder: string;
  readonly sources: readonly { readonly folder: string; readonly index: ShardIndex }[];
}

/**
 * Makes one folder of prepared data of several, each shard as it is. Parts of one corpus may be named in any order, and
 * have to be all of its parts; what comes out is then the corpus as one call would have prepared it, but for where
 * shards end. Other folders are put together in the order in which they are named.
 *
 * Every shard is checked as it is copied. What fails or is interrupted leaves nothing.
 *
 * @throws InvalidInputError when the folder exists, parts are missing or do not fit each other, or a shard is damaged
 */
export async function mergePrepared(options: MergePreparedOptions): Promise<PreparedIndexes> {
  const { folder, parts: named, onCopied } = options;
  const what = `data folder ${JSON.stringify(folder)}`;
  if (await fileExists(folder)) throw new InvalidInputError(`${what}: it exists already; name a new folder`);
  const parts = inOrder(await Promise.all(named.map(readPart)));
  await makeFolder(folder, 'mergePrepared');
  try {
    return await namingFull(what, () => copyParts(folder, parts, onCopied));
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function readPart(folder: string): Promise<Part> {
  await using data = await openPrepared(folder, { verify: false });
  const { training, heldOut } = data;
  return { folder, training: training.index, ...(heldOut !== undefined && { heldOut: heldOut.index }) };
}

/** The parts of one corpus by their number, others as they are; all of one tokenizer. */
function inOrder(parts: readonly Part[]): readonly Part[] {
  const [first] = parts;
  if (first === undefined) throw new InvalidInputError('mergePrepared: no parts were named');
  const numbers = new Set<number>();
  for (const { folder, training: { tokenizer, vocabSize, texts } } of parts) {
    const what = `data folder ${JSON.stringify(folder)}`;
    const { tokenizer: wanted, vocabSize: wantedSize, texts: firstTexts } = first.training;
    if (tokenizer !== wanted || vocabSize !== wantedSize) {
      throw new InvalidInputError(`${what}: its tokenizer is not that of ${JSON.stringify(first.folder)}`);
    }
    if (texts?.end !== firstTexts?.end) {
      const [end, firstEnd] = [showValue(texts?.end), showValue(firstTexts?.end)];
      const others = `those of ${JSON.stringify(first.folder)} with ${firstEnd}`;
      throw new InvalidInputError(`${what}: its texts end with ${end}, ${others}`);
    }
    const [part, firstPart] = [texts?.part, firstTexts?.part];
    if (part?.count !== firstPart?.count) {
      throw new InvalidInputError(`${what}: it is not a part of as many as ${JSON.stringify(first.folder)}`);
    }
    if (part === undefined || part === null) continue;
    if (numbers.has(part.number)) throw new InvalidInputError(`${what}: part ${part.number} is there twice`);
    numbers.add(part.number);
  }
  const count = first.training.texts?.part?.count;
  if (count === undefined) return parts;
  const missing = Array.from({ length: count }, (_, index) => index + 1).find((number) => !numbers.has(number));
  if (missing !== undefined) throw new InvalidInputError(`mergePrepared: part ${missing} of ${count} is missing`);
  return [...parts].sort((a, b) => a.training.texts!.part!.number - b.training.texts!.part!.number);
}

async function copyParts(
  folder: string,
  parts: readonly Part[],
  onCopied: MergePreparedOptions['onCopied'],
): Promise<PreparedIndexes> {
  const [layout, first] = [preparedLayout(folder), preparedLayout(parts[0]!.folder)];
  const training: Side = {
    folder: layout.training,
    sources: parts.map((part) => ({ folder: preparedLayout(part.folder).training, index: part.training })),
  };
  const heldOut: Side = {
    folder: layout.heldOut,
    sources: parts.flatMap((part) => (
      part.heldOut === undefined ? [] : [{ folder: preparedLayout(part.folder).heldOut, index: part.heldOut }]
    )),
  };
  const shards = [training, heldOut].flatMap(({ sources }) => sources.flatMap(({ index }) => index.shards));
  const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  let copied = 0;
  const onShard = ({ bytes }: ShardEntry) => onCopied?.(copied += bytes, total);
  await copyFile(first.tokenizer, layout.tokenizer);
  const held = heldOut.sources.length === 0 ? undefined : await copySide(heldOut, onShard);
  // Last, because its index says that the folder is whole.
  const index = await copySide(training, onShard);
  return { training: index, ...(held !== undefined && { heldOut: held }) };
}

async function copySide({ folder, sources }: Side, onShard: (entry: ShardEntry) => void): Promise<ShardIndex> {
  await makeFolder(folder, 'mergePrepared');
  const shards: ShardEntry[] = [];
  for (const { folder: from, index } of sources) {
    for (const entry of index.shards) {
      await verifyShard(from, entry, index.vocabSize);
      const copy = { ...entry, file: shardFileName(shards.length) };
      await copyFile(join(from, entry.file), join(folder, copy.file));
      await flush(join(folder, copy.file));
      shards.push(copy);
      onShard(entry);
    }
  }
  const { vocabSize, tokenizer } = sources[0]!.index;
  const texts = sumOf(sources.map(({ index }) => index.texts));
  const merged: ShardIndex = { vocabSize, tokenizer, ...(texts !== undefined && { texts }), shards };
  await writeTextDurably(indexPathOf(folder), formatShardIndex(merged));
  return merged;
}

/** The texts of all together, where all are known. */
function sumOf(texts: readonly (ShardTexts | undefined)[]): ShardTexts | undefined {
  const known = texts.filter((one) => one !== undefined);
  if (known.length < texts.length) return undefined;
  return known.reduce((sum, { documents, byteCounts }) => ({
    ...sum,
    documents: sum.documents + documents,
    byteCounts: sum.byteCounts.map((count, byte) => count + byteCounts[byte]!),
  }), { end: known[0]!.end, part: null, documents: 0, byteCounts: new Array<number>(256).fill(0) });
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
