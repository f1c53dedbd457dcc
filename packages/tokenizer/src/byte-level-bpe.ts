import type { DecodeOptions, Encoding, Tokenizer } from '@oneday/core';
import { AddedTokenMatcher } from './added-token-matcher.ts';
import { BYTE_CHARACTERS, bytesOfToken } from './byte-characters.ts';
import { byteLevelBpeJson } from './byte-level-bpe-json.ts';
import type { ByteLevelBpeParts } from './byte-level-bpe-parts.ts';
import { joinEncodings } from './encoding.ts';
import { gpt2PieceEnd } from './scanners/gpt2-scanner.ts';
import { Int32List } from './int32-list.ts';
import { MergeTable } from './merge-table.ts';
import { PieceEncoder } from './piece-encoder.ts';
import { addOffsets } from './text-offsets.ts';
import { TokenBytes } from './token-bytes.ts';
import { encodeUtf8 } from './utf8-encoder.ts';

/**
 * A byte-level BPE tokenizer over GPT-2's pattern: any text has ids, and `decode(encode(text).ids)` gives it back
 * (a lone surrogate as U+FFFD, and with `addPrefixSpace` a leading space).
 */
export function byteLevelBpe(parts: ByteLevelBpeParts): Tokenizer {
  const { vocabulary, addedTokens, addPrefixSpace } = parts;
  const matcher = new AddedTokenMatcher(addedTokens);
  const byteIds = Int32Array.from(BYTE_CHARACTERS, (character) => vocabulary.get(character)!);
  const tokens = bytesOfTokens(parts, byteIds);
  const tokenBytes = new TokenBytes(tokens);
  const pieces = new PieceEncoder(gpt2PieceEnd, byteIds, new MergeTable(parts.merges));
  const special = addedTokens.filter((token) => token.special);
  const specialIds = new Set(special.map((token) => token.id));
  const nothing = new Set<number>();

  // Used again for the next text, so that a short one costs no memory but its result's.
  let ids = new Int32List();
  let offsets = new Int32List();

  function encodeText(text: string): Encoding {
    if (offsets.items.length > MAX_KEPT_INTEGERS) [ids, offsets] = [new Int32List(), new Int32List()];
    ids.truncate(0);
    offsets.truncate(0);
    for (const segment of matcher.split(text)) {
      if (segment.id === -1) encodeSegment(text.slice(segment.start, segment.end), segment.start);
      else {
        ids.push(segment.id);
        offsets.push(segment.start);
        offsets.push(segment.end);
      }
    }
    return { ids: ids.toArray(), offsets: offsets.toArray() };
  }

  function encodeSegment(text: string, unitStart: number): void {
    const hasPrefixSpace = addPrefixSpace && !text.startsWith(' ');
    const utf8 = encodeUtf8(hasPrefixSpace ? ` ${text}` : text);
    const first = ids.length;
    pieces.encode(utf8, ids);
    const stretch = { ...utf8, unitStart, unitLength: text.length, hasPrefixSpace };
    addOffsets(stretch, ids, first, tokenBytes, offsets);
  }

  return {
    vocabSize: tokens.length,
    specialTokens: Object.fromEntries(special.map((token) => [token.content, token.id])),
    encode(text, options = {}) {
      const encoding = encodeText(text);
      return options.pair === undefined ? encoding : joinEncodings(encoding, encodeText(options.pair));
    },
    decode(ids, { skipSpecialTokens = true }: DecodeOptions = {}) {
      return utf8Decoder.decode(tokenBytes.join(ids, skipSpecialTokens ? specialIds : nothing));
    },
    toJSON: () => byteLevelBpeJson(parts),
  };
}

/** A long text's memory is not kept for the next: 4 MiB. */
const MAX_KEPT_INTEGERS = 1 << 20;

/** A byte order mark is text like any other. */
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/**
 * The bytes of every id: those of its byte characters where the model makes the token, else its text, so that added
 * tokens decode to what was found, where the reference reads them as byte characters too.
 */
function bytesOfTokens({ vocabulary, merges, addedTokens }: ByteLevelBpeParts, byteIds: Int32Array): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (const [token, id] of vocabulary) tokens[id] = bytesOfToken(token) ?? utf8Encoder.encode(token);
  const made = new Set<number>(byteIds);
  for (const [, , merged] of merges) made.add(merged);
  for (const { id, content } of addedTokens) if (!made.has(id)) tokens[id] = utf8Encoder.encode(content);
  return tokens;
}
