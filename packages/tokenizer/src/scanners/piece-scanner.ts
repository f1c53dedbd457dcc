/**
 * Where the piece that begins at `from` ends. Byte-level tokenizers cut a text into pieces before they merge; no merge
 * crosses a piece.
 *
 * @param bytes valid UTF-8
 * @param from start of the piece, at a character, less than `to`
 * @param to end of the text
 * @returns the end of the piece, in (from, to]
 */
export type PieceScanner = (bytes: Uint8Array, from: number, to: number) => number;
