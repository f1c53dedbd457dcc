import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';
import { isCount } from '../../count.ts';
import { parseTextTotals } from '../../count-texts.ts';
import type { TextTotals } from '../../count-texts.ts';
import { parseTextPart } from '../../text-part.ts';
import type { TextPart } from '../../text-part.ts';

/** The file in a folder of shards that describes them; it is written last, so a folder with it is whole. */
export const INDEX_FILE = 'index.json';

const FORMAT = 'oneday-token-shards';
const VERSION = 1;

/** Most tokens in a shard, so that places in it fit 32 bits. */
export const MAX_SHARD_TOKENS = 2 ** 31;

/**
 * One file of token ids: little-endian u16 or u32, zero bytes up to a multiple of four, then for each document the u32
 * place of its first token in this file.
 */
export interface ShardEntry {
  /** Name of the file in the index's folder. */
  readonly file: string;
  readonly tokens: number;
  readonly documents: number;
  /** Size of the file. */
  readonly bytes: number;
  /** Checksum of the whole file, in hexadecimal. */
  readonly sha256: string;
}

/** What all shards of a folder have in common. */
export interface ShardFormat {
  /** Every id is in [0, vocabSize). */
  readonly vocabSize: number;
  /** `tokenizerFingerprint` of the tokenizer that made the ids. */
  readonly tokenizer: string;
}

/** The texts that the ids were made of. */
export interface ShardTexts extends TextTotals {
  /** The special token that stands at the end of each text; null: none does. */
  readonly end: string | null;
  /** The part of a corpus that these are; null: they are all of it. */
  readonly part: TextPart | null;
}

/** The contents of `index.json`. */
export interface ShardIndex extends ShardFormat {
  /** Absent where whoever made the shards did not tell. */
  readonly texts?: ShardTexts;
  readonly shards: readonly ShardEntry[];
}

/** Bytes of one id: 2 for vocabularies of up to 65,536, else 4. */
export function bytesPerToken(vocabSize: number): 2 | 4 {
  return vocabSize <= 2 ** 16 ? 2 : 4;
}

/** Where the documents' places begin in a shard, in bytes. */
export function documentsOffset(tokens: number, vocabSize: number): number {
  return 4 * Math.ceil((tokens * bytesPerToken(vocabSize)) / 4);
}

/** Name of a shard's file. */
export function shardFileName(number: number): string {
  return `shard-${String(number).padStart(5, '0')}.bin`;
}

/** The index as the text of its file. */
export function formatShardIndex(index: ShardIndex): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...index }, undefined, 2)}\n`;
}

/**
 * @param what the name of the index; it opens the error line
 * @throws InvalidInputError when the value is no index of this version, or its numbers do not fit each other
 */
export function parseShardIndex(value: Json, what: string): ShardIndex {
  const { format, version, vocabSize, tokenizer, texts, shards } = isJsonObject(value) ? value : {};
  if (format !== FORMAT || version !== VERSION) {
    const got = `${showValue(format)}, version ${showValue(version)}`;
    throw new InvalidInputError(`${what}: "${FORMAT}", version ${VERSION}, expected; got ${got}`);
  }
  if (!isCount(vocabSize) || vocabSize < 1 || vocabSize > 2 ** 32 || typeof tokenizer !== 'string') {
    throw new InvalidInputError(`${what}: vocabSize and tokenizer expected; got ${showValue(value)}`);
  }
  const entries = parseShardEntries(shards, vocabSize, what);
  return { vocabSize, tokenizer, ...(texts !== undefined && { texts: parseTexts(texts, what) }), shards: entries };
}

function parseTexts(value: Json, what: string): ShardTexts {
  const { end, part } = isJsonObject(value) ? value : {};
  if (end !== null && typeof end !== 'string') {
    throw new InvalidInputError(`${what}: texts.end must be a token or null; got ${showValue(end)}`);
  }
  const totals = parseTextTotals(value, `${what}: texts`);
  return { ...totals, end, part: part === null ? null : parseTextPart(part, `${what}: texts.part`) };
}

/** @throws InvalidInputError when it is no list of shards whose numbers fit each other */
export function parseShardEntries(value: Json | undefined, vocabSize: number, what: string): readonly ShardEntry[] {
  if (!Array.isArray(value)) throw new InvalidInputError(`${what}: shards must be a list; got ${showValue(value)}`);
  return (value as readonly Json[]).map((entry, number) => {
    const { file, tokens, documents, bytes, sha256 } = isJsonObject(entry) ? entry : {};
    const name = shardFileName(number);
    // The name is fixed, so no path leads out of the folder.
    if (file !== name) throw new InvalidInputError(`${what}: shard ${number} must be ${name}; got ${showValue(file)}`);
    const counted = isCount(tokens) && tokens <= MAX_SHARD_TOKENS && isCount(documents) && documents <= tokens;
    if (!counted || bytes !== documentsOffset(tokens, vocabSize) + 4 * documents) {
      throw new InvalidInputError(`${what}: tokens, documents and bytes of ${name} do not fit each other`);
    }
    if (typeof sha256 !== 'string') throw new InvalidInputError(`${what}: ${name} has no sha256`);
    return { file, tokens, documents, bytes, sha256 };
  });
}
