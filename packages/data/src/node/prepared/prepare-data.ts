import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { JsonObject, Stage, Stream, Tokenizer } from '@oneday/core';
import type { Chunk } from '../../chunk.ts';
import { countTexts } from '../../count-texts.ts';
import type { TextDocument } from '../../text-document.ts';
import type { TextPart } from '../../text-part.ts';
import type { TokenArray } from '../../token-array.ts';
import { tokenize } from '../../tokenize.ts';
import { makeFolder, namingFull, writeTextDurably } from '../durable-file.ts';
import { parseShardIndex } from '../shards/shard-index.ts';
import type { ShardIndex } from '../shards/shard-index.ts';
import { PROGRESS_FILE } from '../shards/shard-progress.ts';
import { fileExists, readSmallJson } from '../shards/small-file.ts';
import { tokenizerFingerprint } from '../shards/tokenizer-fingerprint.ts';
import { writeShards } from '../shards/write-shards.ts';
import { indexPathOf, isPrepared, preparedLayout } from './layout.ts';

/** Options of `prepareData`. */
export interface PrepareDataOptions {
  /** Folder to make. */
  readonly folder: string;
  readonly tokenizer: Tokenizer;
  /** Texts to train on. */
  readonly training: Stream<Chunk<TextDocument>>;
  /** Texts to be scored on. Absent: none. */
  readonly heldOut?: Stream<Chunk<TextDocument>> | undefined;
  /** Special token put at the end of each text. Absent: none. */
  readonly end?: string | undefined;
  /** The part of a corpus that the texts are. Absent: they are all of it. */
  readonly part?: TextPart | undefined;
  /** See `writeShards`. */
  readonly tokensPerShard?: number;
  /** Names the texts: a folder that was begun is gone on with only where this is the same. */
  readonly inputs?: JsonObject;
}

/** What was prepared. */
export interface PreparedIndexes {
  readonly training: ShardIndex;
  /** Absent where there are no held-out texts. */
  readonly heldOut?: ShardIndex;
}

/**
 * Makes a folder that a run trains from: `tokenizer.json`, token shards in `train/` and, where texts are held out, in
 * `held-out/`. The index of `train/` is written last, so a folder that is not whole is not taken for one that is.
 * Interrupted, the same call goes on after the last whole shard; where there is none yet, nothing is left. The streams
 * are disposed of.
 *
 * @throws InvalidInputError when the folder is whole already, was begun otherwise, or holds something else; when the
 *   tokenizer has no such token; and as the streams and `writeShards` do
 */
export async function prepareData(options: PrepareDataOptions): Promise<PreparedIndexes> {
  await using training = options.training;
  await using heldOut = options.heldOut;
  const { folder, tokenizer, end } = options;
  const endId = end === undefined ? undefined : idOf(end, tokenizer);
  const isNew = await beginFolder(options);
  try {
    return await writeSides(training, heldOut, endId, options);
  } catch (cause) {
    if (!(await hasShards(folder))) {
      await removeUnfinished(folder);
      if (isNew) await rmdir(folder);
    }
    throw cause;
  }
}

async function writeSides(
  training: Stream<Chunk<TextDocument>>,
  heldOut: Stream<Chunk<TextDocument>> | undefined,
  endId: number | undefined,
  options: PrepareDataOptions,
): Promise<PreparedIndexes> {
  const { folder, tokenizer } = options;
  const layout = preparedLayout(folder);
  await namingFull(`data folder ${JSON.stringify(folder)}`, () => (
    writeTextDurably(layout.tokenizer, `${JSON.stringify(tokenizer.toJSON())}\n`)
  ));
  const stage = tokenize(tokenizer, endId === undefined ? {} : { end: endId });
  const held = heldOut === undefined ? undefined : await heldOutShards(heldOut, stage, options);
  const index = await writeSide(layout.training, training, stage, options);
  await rm(layout.request, { force: true });
  return { training: index, ...(held !== undefined && { heldOut: held }) };
}

/** Takes away what an interrupted `prepareData` has left in a folder, so that other texts can be prepared there. */
export async function removeUnfinished(folder: string): Promise<void> {
  const { request, ...made } = preparedLayout(folder);
  if (await isPrepared(folder) || !(await fileExists(request))) return;
  const halves = Object.values(made).map((path) => `${path}.part`);
  for (const path of [...halves, ...Object.values(made), request]) await rm(path, { recursive: true, force: true });
}

/** Whether any shard of an unfinished folder is whole. */
async function hasShards(folder: string): Promise<boolean> {
  const { training, heldOut } = preparedLayout(folder);
  const marks = [join(training, PROGRESS_FILE), join(heldOut, PROGRESS_FILE), indexPathOf(heldOut)];
  return (await Promise.all(marks.map(fileExists))).includes(true);
}

/** The held-out shards, which an interrupted call may have finished. */
async function heldOutShards(
  texts: Stream<Chunk<TextDocument>>,
  stage: Stage<Chunk<TextDocument>, Chunk<TokenArray>>,
  options: PrepareDataOptions,
): Promise<ShardIndex> {
  const { heldOut } = preparedLayout(options.folder);
  const path = indexPathOf(heldOut);
  if (!(await fileExists(path))) return writeSide(heldOut, texts, stage, options);
  const what = `index of shards ${JSON.stringify(path)}`;
  return parseShardIndex(await readSmallJson(path, what), what);
}

function writeSide(
  folder: string,
  texts: Stream<Chunk<TextDocument>>,
  stage: Stage<Chunk<TextDocument>, Chunk<TokenArray>>,
  { tokenizer, tokensPerShard, end, part }: PrepareDataOptions,
): Promise<ShardIndex> {
  const counted = countTexts(texts);
  const describeTexts = () => ({ ...counted.totals(), end: end ?? null, part: part ?? null });
  return writeShards(stage(counted), {
    folder, tokenizer, describeTexts, ...(tokensPerShard !== undefined && { tokensPerShard }),
  });
}

/** Makes the folder, or makes sure that it was begun by the same call. True where it was not there. */
async function beginFolder(options: PrepareDataOptions): Promise<boolean> {
  const { folder, tokenizer, end = null, part = null, tokensPerShard = null, inputs = {} } = options;
  const what = `data folder ${JSON.stringify(folder)}`;
  const layout = preparedLayout(folder);
  const request = { tokenizer: tokenizerFingerprint(tokenizer), end, part, tokensPerShard, inputs };
  if (await isPrepared(folder)) {
    throw new InvalidInputError(`${what}: it holds finished data; remove it or name another`);
  }
  const isNew = !(await fileExists(folder));
  await makeFolder(folder, 'prepareData');
  if (await fileExists(layout.request)) {
    const begun = await readSmallJson(layout.request, `${what}: unfinished.json`);
    const changed = Object.entries(request).find(([name, value]) => (
      JSON.stringify(isJsonObject(begun) ? begun[name] : undefined) !== JSON.stringify(value)
    ));
    if (changed === undefined) return false;
    const rule = `it was begun with ${changed[0] === 'inputs' ? 'other texts' : `another ${changed[0]}`}`;
    throw new InvalidInputError(`${what}: ${rule}; give the same to go on, or remove it to begin anew`);
  }
  // What a process leaves that is killed while it writes down the request.
  const half = `${basename(layout.request)}.part`;
  if ((await readdir(folder)).some((name) => name !== half)) {
    throw new InvalidInputError(`${what}: it is not empty; name a new folder`);
  }
  await namingFull(what, () => writeTextDurably(layout.request, `${JSON.stringify(request)}\n`));
  return isNew;
}

function idOf(token: string, { specialTokens }: Tokenizer): number {
  if (Object.hasOwn(specialTokens, token)) return specialTokens[token]!;
  const known = Object.keys(specialTokens).join(' ') || 'none';
  throw new InvalidInputError(`prepareData: the tokenizer has no special token ${showValue(token)}; it has ${known}`);
}
