/** Whether upper case counts too, as with `(?i:…)`. */
export type ContractionCase = 'lower' | 'any';

const [D, E, L, M, R, S, T, V] = [...'delmrstv'].map((letter) => letter.charCodeAt(0));
const APOSTROPHE = 0x27;

/**
 * Bytes of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at a place; 0 when there is none. In any case, `ſ` (U+017F)
 * is an s too, as it is in the reference.
 */
export function contractionLength(bytes: Uint8Array, at: number, to: number, letterCase: ContractionCase): number {
  if (at + 1 >= to || bytes[at] !== APOSTROPHE) return 0;
  const fold = letterCase === 'any' ? 0x20 : 0;
  const first = bytes[at + 1]!;
  const letter = first | fold;
  if (letter === S || letter === T || letter === M || letter === D) return 2;
  if (at + 2 >= to) return 0;
  const second = bytes[at + 2]!;
  if (fold !== 0 && first === 0xc5 && second === 0xbf) return 3;
  const next = second | fold;
  const isPair = (next === E && (letter === R || letter === V)) || (next === L && letter === L);
  return isPair ? 3 : 0;
}
