import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { spanEnd, spanStart } from '../pipeline/transform.ts';

/** The text with more before it, which shares the span of its first character; an empty one stays empty. */
export function prependText(text: AlignedText, prefix: string): AlignedText {
  const { text: units, start } = text;
  if (units === '' || prefix === '') return text;
  const spans = new Int32Array(2 * (prefix.length + units.length));
  for (let i = 0; i < prefix.length; i++) {
    spans[2 * i] = spanStart(text, 0);
    spans[2 * i + 1] = spanEnd(text, 0);
  }
  for (let unit = 0, at = 2 * prefix.length; unit < units.length; unit++) {
    spans[at++] = spanStart(text, unit);
    spans[at++] = spanEnd(text, unit);
  }
  return new AlignedText(prefix + units, start, spans);
}

/** `Prepend`. */
export function prepend(prefix: string): Normalizer {
  return { normalize: (text) => prependText(text, prefix), toJSON: () => ({ type: 'Prepend', prepend: prefix }) };
}
