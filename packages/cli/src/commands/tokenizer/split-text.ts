import type { Encoding } from '@oneday/core';

/** Backgrounds that neighbouring tokens take in turn. */
const BACKGROUNDS = [42, 43, 45, 46];

/**
 * A text with its tokens set apart: by background colours, or by bars where there are none. What no token covers, such
 * as white space between words, stands outside; a token that has no character of its own, such as all but the first of
 * one character's bytes, is a dot.
 *
 * @param limit most characters of the text that are shown
 */
export function splitText(text: string, { ids, offsets }: Encoding, limit: number, hasColours: boolean): string {
  let shown = '';
  let at = 0;
  for (let i = 0; i < ids.length && at < limit; i++) {
    const start = Math.max(offsets[2 * i]!, at);
    const end = offsets[2 * i + 1]!;
    if (start > at) shown += legible(text.slice(at, start));
    const piece = end > start ? legible(text.slice(start, end)) : '·';
    shown += hasColours ? `\u001b[30;${BACKGROUNDS[i % BACKGROUNDS.length]}m${piece}\u001b[0m` : `${piece}|`;
    at = Math.max(at, end);
  }
  return at < text.length ? `${shown}…` : shown;
}

/** Characters that would move the cursor, by their pictures. */
function legible(text: string): string {
  return text.replaceAll(/[\u0000-\u001f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)));
}
