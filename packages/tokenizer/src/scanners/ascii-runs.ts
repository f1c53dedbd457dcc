/** The high bit of each of four bytes. */
const HIGH_BITS = 0x80808080 | 0;
const FOUR_SPACES = 0x20202020;

/**
 * Where a run of ASCII letters ends that goes on at a place, four bytes at a time. Bytes behind the text are read, so
 * the end may lie behind it.
 */
export function asciiLettersEnd(view: DataView, at: number, to: number): number {
  while (at < to) {
    const word = view.getInt32(at, true);
    const others = lowerCase(word | FOUR_SPACES, word) ^ HIGH_BITS;
    if (others !== 0) return at + firstByte(others);
    at += 4;
  }
  return at;
}

/** The same for a run of small letters. */
export function asciiLowerCaseEnd(view: DataView, at: number, to: number): number {
  while (at < to) {
    const word = view.getInt32(at, true);
    const others = lowerCase(word, word) ^ HIGH_BITS;
    if (others !== 0) return at + firstByte(others);
    at += 4;
  }
  return at;
}

/** Where a run of spaces ends, as far as it is seen four at a time: fewer than four may be left. */
export function fourSpacesEnd(view: DataView, at: number, to: number): number {
  while (at + 4 <= to && view.getInt32(at, true) === FOUR_SPACES) at += 4;
  return at;
}

/** The high bits of those of four bytes that are from a to z, and of ASCII. @param word the bytes as they stand */
function lowerCase(letters: number, word: number): number {
  const low = letters & 0x7f7f7f7f;
  // What is added reaches the high bit from a on, and from the sign behind z on.
  return (low + 0x1f1f1f1f) & ~(low + 0x05050505) & ~word & HIGH_BITS;
}

/** Which of four bytes is the first with its high bit set; one must be. */
function firstByte(highBits: number): number {
  return (31 - Math.clz32(highBits & -highBits)) >> 3;
}
