import { AlignedText } from '../pipeline/aligned-text.ts';
import { isAscii } from '../pipeline/ascii.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { Changes, transform } from '../pipeline/transform.ts';

/** Lower case of each code point by itself, so that Σ is σ at the end of a word too. */
export function lowercaseText(text: AlignedText): AlignedText {
  if (isAscii(text.text)) return new AlignedText(text.text.toLowerCase(), text.start, text.spans);
  const changes = new Changes();
  for (const character of text.text) {
    let change = 0;
    for (const lower of character.toLowerCase()) {
      changes.push(lower.codePointAt(0)!, change);
      change = 1;
    }
  }
  return transform(text, changes);
}

/** `Lowercase`. */
export function lowercase(): Normalizer {
  return { normalize: lowercaseText, toJSON: () => ({ type: 'Lowercase' }) };
}
