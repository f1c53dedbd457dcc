import type { JsonObject } from '@oneday/core';
import { booleanField, characterField, ownField, refusal } from '../json-fields.ts';
import { stringPattern } from '../pattern/text-pattern.ts';
import type { Decoder, PreTokenizer } from '../pipeline/contracts.ts';
import { prependText } from '../normalizers/prepend.ts';
import { replaceMatches } from '../normalizers/replace.ts';
import { cut } from './cut.ts';

/** Where `Metaspace` puts its character before a text that does not begin with one. */
export type PrependScheme = 'always' | 'first' | 'never';

/**
 * `Metaspace`: writes spaces as a visible character, and cuts before each; among decoders it goes back. As
 * SentencePiece does (Kudo & Richardson 2018).
 */
export function metaspace(replacement: string, scheme: PrependScheme, isSplit: boolean): PreTokenizer & Decoder {
  const spaces = stringPattern(' ');
  const marks = stringPattern(replacement);
  return {
    preTokenize(text, output) {
      let marked = replaceMatches(text, spaces, replacement);
      const isFirst = text.start === 0;
      const hasRoom = !marked.text.startsWith(replacement);
      if (hasRoom && (scheme === 'always' || (scheme === 'first' && isFirst))) {
        marked = prependText(marked, replacement);
      }
      if (isSplit) cut(marked, marks.matches(marked.text), 'MergedWithNext', false, output);
      else if (marked.text !== '') output.push(marked);
    },
    decode: (tokens) => tokens.map((token, i) => (
      token.replaceAll(replacement, i === 0 && scheme !== 'never' ? '' : ' ')
    )),
    toJSON: () => ({ type: 'Metaspace', replacement, prepend_scheme: scheme, split: isSplit }),
  };
}

/** Reads `Metaspace`, with `add_prefix_space` as it was before `prepend_scheme`. */
export function metaspaceFromJson(json: JsonObject, where: string): PreTokenizer & Decoder {
  const hasPrefix = booleanField(json, 'add_prefix_space', true, `${where}.`);
  const scheme = ownField(json, 'prepend_scheme') ?? 'always';
  if (scheme !== 'always' && scheme !== 'first' && scheme !== 'never') {
    throw refusal(`${where}.prepend_scheme`, '"always", "first" or "never"', scheme);
  }
  if (!hasPrefix && scheme !== 'never' && ownField(json, 'prepend_scheme') !== undefined) {
    throw refusal(`${where}.prepend_scheme`, '"never", as add_prefix_space is false', scheme);
  }
  return metaspace(
    characterField(json, 'replacement', `${where}.`),
    hasPrefix ? scheme : 'never',
    booleanField(json, 'split', true, `${where}.`),
  );
}
