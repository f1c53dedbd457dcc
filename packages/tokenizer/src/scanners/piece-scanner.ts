import type { Utf8 } from '../utf8-encoder.ts';

/**
 * Where the piece that begins at `from` ends. Byte-level tokenizers cut a text into pieces before they merge; no merge
 * crosses a piece.
 *
 * @param from start of the piece, at a character, inside the text
 * @returns the end of the piece, after `from` and not after the text's
 */
export type PieceScanner = (text: Utf8, from: number) => number;
