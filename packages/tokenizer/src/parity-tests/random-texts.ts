/** What reaches the edges of the components: kinds of white space, marks, scripts, signs, added tokens. */
const PARTS = [
  ...`abcdeAEISß 012  \n\t.,!?'"-_`, '\u0085', '\ufeff', '\u200d', '\u00a0', '\u3000', '\u2028', '\u200b', '\u0000',
  '\u0007', '\ufffd', '\u00ad', '\ue000', '\u0378', '\u2581', '中', '文', 'が', 'カ', 'ｶﾞ', '각', '\u1100\u1161',
  '\u11a8', '\u0344', '가', '\u{20000}', '\u{2b820}', '\u{2b920}', '\u{2f800}', '😀', '👩‍💻', '🇩🇪', '\u0301',
  '\u0327', '\u0323', 'é', 'ệ', 'Å', 'ﬁ', '①', 'Ａ', '～', '½', 'Ⅷ', '٣', 'ǅ', 'İ', 'Σ', 'ς', 'Ω', '\u{1e900}',
  '\u{1d15e}', 'ñ', '\u0f73', '\u{11935}\u{11930}', 'ำ', '\u1e9b\u0323', 'क्ष', ' the', `'s`, `'LL`, '<s>',
  '[MASK]', '[CLS]', '<mask>', ' <mask> ', 'ab', '[x]', 'ABC', '日本',
];

/** Texts that are the same for the same seed: mostly of the parts above, and any code point now and then. */
export function randomTexts(seed: number): (mostParts: number) => string {
  let state = seed >>> 0;
  const below = (count: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const anyPoint = (): string => {
    const point = below(4) === 0 ? below(0x20000) : below(0x3000);
    return point >= 0xd800 && point < 0xe000 ? '\ufffd' : String.fromCodePoint(point);
  };
  return (mostParts) => Array.from(
    { length: below(mostParts + 1) }, () => (below(12) === 0 ? anyPoint() : PARTS[below(PARTS.length)]!),
  ).join('');
}
