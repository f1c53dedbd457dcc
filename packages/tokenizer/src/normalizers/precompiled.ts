import type { JsonObject } from '@oneday/core';
import { InvalidInputError } from '@oneday/core';
import { ownField, refusal } from '../json-fields.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { Changes, transform } from '../pipeline/transform.ts';

/** Largest table read, in base64 characters; SentencePiece's largest has some 330,000. */
const MAX_BASE64 = 2 ** 24;

/** Longer clusters are looked up character by character. */
const MAX_CLUSTER_BYTES = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * `Precompiled`: SentencePiece's table of replacements, as the reference applies it: to whole grapheme clusters where
 * they are short, else to their characters, and with the shortest entry that a piece begins with.
 */
export function precompiled(base64: string): Normalizer {
  const table = new ReplacementTable(base64);
  return {
    normalize(text) {
      const changes = new Changes();
      let isChanged = false;
      const replace = (piece: string) => {
        const found = table.find(piece);
        if (found === undefined) return false;
        isChanged = true;
        addReplacement(changes, piece, found);
        return true;
      };
      for (const { segment } of clusters.segment(text.text)) {
        const isShort = segment.length <= MAX_CLUSTER_BYTES && encoder.encode(segment).length <= MAX_CLUSTER_BYTES;
        if (isShort && replace(segment)) continue;
        for (const character of segment) {
          if (!replace(character)) changes.push(character.codePointAt(0)!, 0);
        }
      }
      return isChanged ? transform(text, changes) : text;
    },
    toJSON: () => ({ type: 'Precompiled', precompiled_charsmap: base64 }),
  };
}

/** Reads `Precompiled`. */
export function precompiledFromJson(json: JsonObject, where: string): Normalizer {
  const base64 = ownField(json, 'precompiled_charsmap');
  if (typeof base64 !== 'string' || base64.length > MAX_BASE64) {
    throw refusal(`${where}.precompiled_charsmap`, `base64 of at most ${MAX_BASE64} characters`, base64);
  }
  return precompiled(base64);
}

/** Characters take each other's places as far as both go; the last takes what is left, or more share its span. */
function addReplacement(changes: Changes, from: string, to: string): void {
  const points = Array.from(to, (character) => character.codePointAt(0)!);
  const replaced = [...from].length;
  for (const [i, point] of points.entries()) changes.push(point, i < replaced ? 0 : 1);
  if (points.length < replaced) changes.remove(replaced - points.length);
}

/** A double-array trie (Yata's darts-clone) from UTF-8 to places in a block of texts that end with U+0000. */
class ReplacementTable {
  readonly #units: DataView;
  readonly #count: number;
  readonly #texts: Uint8Array;

  constructor(base64: string) {
    const bytes = decodeBase64(base64);
    const size = bytes.length < 4 ? -1 : new DataView(bytes.buffer).getUint32(0, true);
    if (size < 4 || size % 4 !== 0 || size > bytes.length - 4) {
      throw new InvalidInputError('tokenizer.json: precompiled_charsmap must begin with the size of its trie');
    }
    this.#units = new DataView(bytes.buffer, 4, size);
    this.#count = size / 4;
    this.#texts = bytes.subarray(4 + size);
  }

  /** What replaces the shortest entry that the text begins with. */
  find(text: string): string | undefined {
    let unit = this.#unit(0);
    let node = offsetOf(unit);
    for (const byte of encoder.encode(text)) {
      if (byte === 0) return undefined;
      node ^= byte;
      unit = this.#unit(node);
      if ((unit & 0x800000ff) !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit & 0x100) !== 0) return this.#text(this.#unit(node) & 0x7fffffff);
    }
    return undefined;
  }

  /** 0 outside the table, which a damaged one can point to; it ends the search. */
  #unit(index: number): number {
    return index >= 0 && index < this.#count ? this.#units.getUint32(4 * index, true) : 0;
  }

  #text(start: number): string {
    const end = this.#texts.indexOf(0, start);
    return decoder.decode(this.#texts.subarray(start, end === -1 ? undefined : end));
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new InvalidInputError('tokenizer.json: precompiled_charsmap must be base64', { cause });
  }
}
