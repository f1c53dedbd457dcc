import type { TokenizerComponentJson } from '@oneday/core';

/** Where texts can be cut into words before they are normalized and pre-tokenized. */
export interface SpaceCuts {
  /** Around which spaces: `any`, line ends and tabs too, or only those between plain characters. */
  readonly spaces: 'any' | 'plain';
  /** Also on both sides of each common Chinese character, which is a piece of its own. */
  readonly chinese: boolean;
}

/** Normalizers that change each character by itself or together with its marks, and white space at most to spaces. */
const LOCAL_NORMALIZERS: ReadonlySet<string> = new Set([
  'BertNormalizer', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Nmt',
]);

/** Pre-tokenizers that cut at white space and leave it out. */
const DROPPING_SPACES: ReadonlySet<string> = new Set(['BertPreTokenizer', 'Whitespace', 'WhitespaceSplit']);

/**
 * Where a text can be cut so that the pieces of its parts, also of many parts with single spaces between them, are its
 * own pieces.
 *
 * @returns nothing where it cannot be told
 */
export function spaceCuts(
  normalizer: TokenizerComponentJson | null, preTokenizer: TokenizerComponentJson | null,
): SpaceCuts | undefined {
  if (preTokenizer === null || (normalizer !== null && !isLocal(normalizer))) return undefined;
  const { type, prepend_scheme: scheme, split } = preTokenizer;
  if (DROPPING_SPACES.has(type)) {
    const chinese = normalizer?.type === 'BertNormalizer' && normalizer['handle_chinese_chars'] === true;
    return { spaces: 'any', chinese };
  }
  const marksWords = type === 'Metaspace' && scheme === 'always' && split === true;
  return marksWords ? { spaces: 'plain', chinese: false } : undefined;
}

function isLocal(normalizer: TokenizerComponentJson): boolean {
  if (normalizer.type === 'Sequence') {
    const { normalizers } = normalizer;
    return Array.isArray(normalizers) && (normalizers as TokenizerComponentJson[]).every(isLocal);
  }
  return LOCAL_NORMALIZERS.has(normalizer.type) || joinsSpaces(normalizer);
}

/** The replacement of SentencePiece, which does not see a single space. */
function joinsSpaces({ type, pattern, content }: TokenizerComponentJson): boolean {
  if (type !== 'Replace' || content !== ' ' || typeof pattern !== 'object' || pattern === null) return false;
  return 'Regex' in pattern && pattern['Regex'] === ' {2,}';
}

/**
 * Whether a plain character begins at a place in UTF-8: one of which no normalizer makes white space or nothing. Here
 * ASCII characters that show, and letters of two bytes, Latin and Cyrillic.
 */
export function isPlainAfter(bytes: Uint8Array, at: number, end: number): boolean {
  return at < end && (isVisibleAscii(bytes[at]!) || isLetterLead(bytes[at]!));
}

/** Whether a plain character ends before a place. */
export function isPlainBefore(bytes: Uint8Array, at: number): boolean {
  if (at === 0) return false;
  const last = bytes[at - 1]!;
  return isVisibleAscii(last) || (last >= 0x80 && last < 0xc0 && at > 1 && isLetterLead(bytes[at - 2]!));
}

function isVisibleAscii(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}

/** U+00C0 to U+027F, U+0400 to U+047F. */
function isLetterLead(byte: number): boolean {
  return (byte >= 0xc3 && byte <= 0xc9) || byte === 0xd0 || byte === 0xd1;
}
