/** `"é" (U+00E9)`: a character in an error message, legible even where it does not print. */
export function showCharacter(character: string): string {
  return `${JSON.stringify(character)} (U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`;
}

/** True for half of a surrogate pair on its own, which is no character and has no UTF-8 form. */
export function isLoneSurrogate(character: string): boolean {
  const point = character.codePointAt(0)!;
  return point >= 0xd800 && point <= 0xdfff;
}
