import type { JsonObject } from '@oneday/core';
import { isJsonObject } from '@oneday/core';
import { BYTE_CHARACTERS, bytesOfToken } from '../byte-characters.ts';
import { PieceEncoder } from '../piece-encoder.ts';
import type { FusedEncoder } from '../pipeline/contracts.ts';
import type { PiecePattern } from '../piece-pattern.ts';
import { patternName } from '../known-patterns.ts';
import { addOffsets } from '../text-offsets.ts';
import { TokenBytes } from '../token-bytes.ts';
import { encodeUtf8 } from '../utf8-encoder.ts';
import type { BpeParts } from './bpe.ts';

/** How a byte-level pre-tokenizer cuts texts. */
interface ByteLevelCut {
  readonly pattern: PiecePattern;
  /** A text that does not begin with a space gets one. */
  readonly addPrefixSpace: boolean;
}

/**
 * Encodes straight from UTF-8 bytes what a BPE model makes behind a ByteLevel pre-tokenizer, alone or behind a split
 * by a pattern that has a scanner. No string is made for a piece, and none is merged twice.
 *
 * @param preTokenizer its entry in `tokenizer.json`
 * @returns undefined for another pre-tokenizer, or a model that does not know all bytes
 */
export function byteLevelEncoder(parts: BpeParts, preTokenizer: JsonObject): FusedEncoder | undefined {
  const { vocabulary, continuingSubwordPrefix = '', endOfWordSuffix = '' } = parts;
  const cut = byteLevelCut(preTokenizer);
  const byteIds = BYTE_CHARACTERS.map((character) => vocabulary.id(character));
  if (cut === undefined || continuingSubwordPrefix !== '' || endOfWordSuffix !== '') return undefined;
  if (!byteIds.every((id) => id !== undefined)) return undefined;
  const merges = parts.dropout === 1 ? [] : parts.merges;
  const tokens = bytesOfTokens(parts);
  const tokenBytes = new TokenBytes(tokens.map((bytes) => bytes ?? new Uint8Array()));
  const wholePieces = parts.ignoreMerges === true ? tokens : [];
  const { pattern } = cut;
  const pieces = new PieceEncoder({ pattern, byteIds: Int32Array.from(byteIds), merges, wholePieces });
  return (text, unitStart, output) => {
    const hasPrefixSpace = cut.addPrefixSpace && !text.startsWith(' ');
    const spaced = hasPrefixSpace ? ` ${text}` : text;
    const first = output.length;
    pieces.encode(spaced, output.ids);
    if (!output.hasOffsets) return;
    const stretch = { ...encodeUtf8(spaced), unitStart, unitLength: text.length, hasPrefixSpace };
    addOffsets(stretch, output.ids, first, tokenBytes, output.offsets);
  };
}

function byteLevelCut(json: JsonObject): ByteLevelCut | undefined {
  if (json['type'] === 'ByteLevel') {
    const addPrefixSpace = json['add_prefix_space'] === true;
    return { pattern: json['use_regex'] === false ? 'whole text' : 'gpt2', addPrefixSpace };
  }
  const parts = json['type'] === 'Sequence' ? json['pretokenizers'] : undefined;
  if (!Array.isArray(parts) || parts.length !== 2) return undefined;
  const [split, byteLevel] = parts as readonly unknown[];
  if (!isJsonObject(split) || split['type'] !== 'Split' || !isJsonObject(split['pattern'])) return undefined;
  const isIsolated = split['behavior'] === 'Isolated' && split['invert'] === false;
  // What the pattern matches is kept, and these patterns match everything.
  const isKept = split['behavior'] === 'Removed' && split['invert'] === true;
  if (!isIsolated && !isKept) return undefined;
  if (!isJsonObject(byteLevel) || byteLevel['type'] !== 'ByteLevel') return undefined;
  if (byteLevel['use_regex'] !== false || byteLevel['add_prefix_space'] === true) return undefined;
  const pattern = patternName(split['pattern']['Regex']);
  return pattern === undefined ? undefined : { pattern, addPrefixSpace: false };
}

/** By id; undefined for tokens that stand for no bytes. */
function bytesOfTokens({ vocabulary }: BpeParts): readonly (Uint8Array | undefined)[] {
  return Array.from({ length: vocabulary.idLimit }, (_, id) => {
    const token = vocabulary.token(id);
    return token === undefined ? undefined : bytesOfToken(token);
  });
}
