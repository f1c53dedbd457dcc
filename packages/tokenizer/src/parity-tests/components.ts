import { readFileSync } from 'node:fs';

/** An entry of `tokenizer.json`. */
export type Entry = Readonly<Record<string, unknown>> & { readonly type: string };

const all = (...normalizers: Entry[]): Entry => ({ type: 'Sequence', normalizers });
const pre = (...pretokenizers: Entry[]): Entry => ({ type: 'Sequence', pretokenizers });
const bert = (clean_text: boolean, handle_chinese_chars: boolean, strip_accents: boolean | null, lower: boolean) => (
  { type: 'BertNormalizer', clean_text, handle_chinese_chars, strip_accents, lowercase: lower }
);
const strip = (strip_left: boolean, strip_right: boolean) => ({ type: 'Strip', strip_left, strip_right });
const replace = (pattern: object, content: string) => ({ type: 'Replace', pattern, content });
const prepend = (text: string) => ({ type: 'Prepend', prepend: text });

// Made with SentencePiece by tools/parity/precompiled_fixture.py.
const charsmap = new URL('../../fixtures/precompiled-charsmap.json', import.meta.url);
const precompiled = {
  type: 'Precompiled', precompiled_charsmap: JSON.parse(readFileSync(charsmap, 'utf8')) as string,
};

const [nfc, nfd, nfkc, nfkd, lowercase, stripAccents, nmt, byteLevel] = [
  'NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Nmt', 'ByteLevel',
].map((type) => ({ type })) as [Entry, Entry, Entry, Entry, Entry, Entry, Entry, Entry];

/** Every normalizer in its variants, and sequences that meet each other's spans. */
export const NORMALIZERS: readonly Entry[] = [
  nfc, nfd, nfkc, nfkd, lowercase, stripAccents, nmt, byteLevel,
  bert(true, true, null, true), bert(true, true, null, false), bert(true, false, true, false),
  bert(false, true, false, true), bert(true, true, true, true),
  strip(true, true), strip(false, true), strip(true, false),
  replace({ String: ' ' }, '▁'), replace({ String: 'a' }, ''), replace({ Regex: '\\s+' }, '<>'),
  replace({ Regex: 'a*' }, '-'), replace({ Regex: '' }, 'xy'), replace({ Regex: '(l)(e)' }, '$1 $2'),
  prepend('▁'), prepend('ab'), precompiled, all(precompiled, nfd, lowercase),
  all(nfd, lowercase, stripAccents), all(strip(true, true), nfc), all(prepend('▁'), replace({ String: ' ' }, '▁')),
  all(nfkc, nfd), all(prepend('▁'), nfd), all(nmt, nfkc), all(strip(true, true), prepend('x')), all(nfkd, byteLevel),
  all(lowercase, replace({ Regex: '.' }, 'é')),
];

const metaspace = (prepend_scheme: string, split: boolean) => (
  { type: 'Metaspace', replacement: '▁', prepend_scheme, split }
);
const bytes = (add_prefix_space: boolean, use_regex: boolean) => (
  { type: 'ByteLevel', add_prefix_space, trim_offsets: true, use_regex }
);
const split = (pattern: object, behavior: string, invert: boolean) => ({ type: 'Split', pattern, behavior, invert });
const digits = (individual_digits: boolean) => ({ type: 'Digits', individual_digits });
const BEHAVIORS = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'];

/** Every pre-tokenizer in its variants, and sequences. */
export const PRE_TOKENIZERS: readonly Entry[] = [
  { type: 'BertPreTokenizer' }, { type: 'Whitespace' }, { type: 'WhitespaceSplit' }, { type: 'UnicodeScripts' },
  { type: 'CharDelimiterSplit', delimiter: 'a' }, { type: 'FixedLength', length: 3 }, digits(true), digits(false),
  ...BEHAVIORS.flatMap((behavior) => [
    { type: 'Punctuation', behavior },
    split({ Regex: '\\s|a' }, behavior, false),
    split({ Regex: '\\w+|[^\\w\\s]+' }, behavior, true),
    split({ String: 'a' }, behavior, false),
    split({ String: ' ' }, behavior, true),
  ]),
  ...['always', 'first', 'never'].flatMap((scheme) => [metaspace(scheme, true), metaspace(scheme, false)]),
  bytes(true, true), bytes(true, false), bytes(false, true), bytes(false, false),
  pre({ type: 'WhitespaceSplit' }, metaspace('always', true)),
  pre(digits(true), bytes(true, true)),
  pre({ type: 'Whitespace' }, metaspace('first', true)),
  pre({ type: 'Punctuation', behavior: 'Isolated' }, { type: 'UnicodeScripts' }),
  pre(split({ Regex: '\\p{N}{1,3}' }, 'Isolated', false), bytes(false, false)),
];

/** Patterns of published files, and what is odd in the syntax of Oniguruma. */
export const PATTERNS: readonly string[] = [
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+`
  + String.raw`|\s+(?!\S)|\s+`,
  String.raw`'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]`
  + String.raw`|\s+(?!\S)|\s`,
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?`
  + String.raw`|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`
  + String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)?`
  + String.raw`|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  String.raw`\w+|[^\w\s]+`, String.raw`\b\w`, String.raw`\B.`, String.raw`(?<=a)b|(?<!\d)\p{Han}`, '(?:ab|a)*?c',
  '(a|b)*c', '(a*)*b', '(?>a+)b|x', '[[:alpha:]&&[^aeiou]]+', '[[:punct:]]+', '[[:space:]]', '^.', '.$',
  String.raw`\A.|.\z`, '(?m:.)+', 'a{2,3}?', 'a{2}', 'a{,2}b', String.raw`[^\n]+\n?`, '(?i)k+', '[a-c-]+', '[]a]+',
  String.raw`\h+`, String.raw`\x{1F600}|\u0041`, '(?<n>a)b', '', 'a*', String.raw`\p{^L}+`, String.raw`\P{L}`,
  '(?i:[k-s])+', String.raw`\d+(?=\D)`, String.raw`(\s|a)+?(?!b)`, String.raw`\p{Greek}+`, 'x{', 'a{1,2}{2}',
  '(?-i:a)', String.raw`[^\S\n]+`,
];
