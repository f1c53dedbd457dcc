import type { TextPattern } from '../pattern/text-pattern.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Decoder, Normalizer } from '../pipeline/contracts.ts';
import { spanEnd, spanStart } from '../pipeline/transform.ts';

/** The text with every match replaced; the new characters share the span of the last that they replace. */
export function replaceMatches(text: AlignedText, pattern: TextPattern, content: string): AlignedText {
  const matches = pattern.matches(text.text);
  if (matches.length === 0) return text;
  const spans: number[] = [];
  const parts: string[] = [];
  const copy = (from: number, to: number) => {
    for (let unit = from; unit < to; unit++) spans.push(spanStart(text, unit), spanEnd(text, unit));
    parts.push(text.text.slice(from, to));
  };
  let at = 0;
  for (let i = 0; i < matches.length; i += 2) {
    const from = matches[i]!;
    const to = matches[i + 1]!;
    copy(at, from);
    const isBeginning = to === from && spans.length === 0;
    const start = to > from ? spanStart(text, to - 1) : isBeginning ? text.start : spans.at(-2)!;
    const end = to > from ? spanEnd(text, to - 1) : isBeginning ? text.start : spans.at(-1)!;
    for (let unit = 0; unit < content.length; unit++) spans.push(start, end);
    parts.push(content);
    at = to;
  }
  copy(at, text.text.length);
  return new AlignedText(parts.join(''), text.start, Int32Array.from(spans));
}

/** `Replace`, which is a normalizer and a decoder. */
export function replace(pattern: TextPattern, content: string): Normalizer & Decoder {
  return {
    normalize: (text) => replaceMatches(text, pattern, content),
    decode: (tokens) => tokens.map((token) => replaceMatches(new AlignedText(token), pattern, content).text),
    toJSON: () => ({ type: 'Replace', pattern: pattern.toJSON(), content }),
  };
}
