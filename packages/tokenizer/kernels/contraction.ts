/** English contractions, which the patterns keep together. */

const APOSTROPHE = 0x27;
const D = 0x64;
const E = 0x65;
const L = 0x6c;
const M = 0x6d;
const R = 0x72;
const S = 0x73;
const T = 0x74;
const V = 0x76;
/** Makes a capital letter of ASCII small. */
const FOLD = 0x20;

/**
 * Bytes of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at a place; 0 when there is none. The zeros behind a text are
 * no letters.
 *
 * @param anyCase as with `(?i:…)`, where `ſ` (U+017F) is an s too, as it is in the reference
 */
export function contractionLength(at: usize, anyCase: bool): usize {
  if (load<u8>(at) != APOSTROPHE) return 0;
  const fold: u32 = anyCase ? FOLD : 0;
  const first: u32 = load<u8>(at, 1);
  const letter = first | fold;
  if (letter == S || letter == T || letter == M || letter == D) return 2;
  const second: u32 = load<u8>(at, 2);
  if (anyCase && first == 0xc5 && second == 0xbf) return 3;
  const following = second | fold;
  const isPair = (following == E && (letter == R || letter == V)) || (following == L && letter == L);
  return isPair ? 3 : 0;
}
