import { ByteStringCounts } from '../byte-string-counts.ts';

/** The ASCII characters that show. */
const FIRST_VISIBLE = 0x21;
const LAST_VISIBLE = 0x7e;

/** What a character does in a word: nothing that is known, or it joins letters, its like, or nothing. */
const UNKNOWN = 0;
const LETTER = 1;
const RUN = 2;
const ALONE = 3;

const decoder = new TextDecoder();

/**
 * Counts the pieces of words of visible ASCII characters without a string for a word: what each character does is
 * tried out at first. For normalizers and pre-tokenizers of which `spaceCuts` knows that characters matter one by one.
 */
export class AsciiPieces {
  /** By byte: what it does, and the byte that it becomes. */
  readonly #kinds = new Uint8Array(256);
  readonly #becomes = new Uint8Array(256);
  /** Begins each piece. */
  readonly #mark: string;
  readonly #pieces = new ByteStringCounts();
  #changed = new Uint8Array(1 << 7);

  /** @param cut normalizes a text and cuts it into pieces */
  constructor(cut: (text: string) => readonly string[]) {
    this.#mark = cut('a')[0]?.slice(0, -1) ?? '';
    for (let byte = FIRST_VISIBLE; byte <= LAST_VISIBLE; byte++) this.#tryOut(byte, cut);
  }

  /** Counts the pieces of bytes[from, to). @returns false, having counted none, when it has an unknown character */
  add(bytes: Uint8Array, from: number, to: number, count: number): boolean {
    const kinds = this.#kinds;
    const length = to - from;
    if (length > this.#changed.length) this.#changed = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) {
      const byte = bytes[from + i]!;
      if (kinds[byte] === UNKNOWN) return false;
      this.#changed[i] = this.#becomes[byte]!;
    }
    let start = 0;
    for (let i = 1; i <= length; i++) {
      const kind = kinds[bytes[from + i - 1]!]!;
      if (i < length && kind !== ALONE && kind === kinds[bytes[from + i]!]) continue;
      this.#pieces.add(this.#changed, start, i, count);
      start = i;
    }
    return true;
  }

  /** The pieces, each once. */
  * counts(): Generator<readonly [piece: string, count: number], void> {
    const { strings } = this.#pieces;
    const all = decoder.decode(strings.bytes.subarray(0, strings.byteLength));
    for (let i = 0; i < strings.size; i++) {
      yield [this.#mark + all.slice(strings.start(i), strings.start(i + 1)), this.#pieces.count(i)];
    }
  }

  #tryOut(byte: number, cut: (text: string) => readonly string[]): void {
    const character = String.fromCharCode(byte);
    const first = `${this.#mark}a`;
    const among = cut(`a${character}a`);
    const twice = cut(`a${character}${character}a`);
    const isLetter = among.length === 1;
    const becomes = isLetter ? among[0]!.slice(first.length, -1) : among[1];
    if (becomes?.length !== 1 || becomes < '!' || becomes > '~') return;
    const is = (...pieces: string[]) => twice.join(' ') === pieces.join(' ');
    if (isLetter && is(`${first}${becomes}${becomes}a`)) this.#kinds[byte] = LETTER;
    else if (this.#mark === '' && is('a', becomes + becomes, 'a')) this.#kinds[byte] = RUN;
    else if (this.#mark === '' && is('a', becomes, becomes, 'a')) this.#kinds[byte] = ALONE;
    this.#becomes[byte] = becomes.charCodeAt(0);
  }
}
