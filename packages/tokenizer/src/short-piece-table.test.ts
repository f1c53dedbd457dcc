import { describe, expect, it } from 'vitest';
import { MAX_SHORT_PIECE, PADDING, ShortPieceTable } from './short-piece-table.ts';

function viewOf(text: string): DataView {
  const bytes = new Uint8Array(text.length + PADDING);
  new TextEncoder().encodeInto(text, bytes);
  return new DataView(bytes.buffer);
}

/** The place is found first, because the table may grow. */
function note(table: ShortPieceTable, piece: string, value: number): void {
  const place = table.locate(viewOf(piece), 0, piece.length);
  table.slots[place + 3] = value;
}

function noted(table: ShortPieceTable, text: string, from: number, length: number): number {
  const place = table.locate(viewOf(text), from, length);
  return table.slots[place + 3]!;
}

describe('ShortPieceTable', () => {
  it('tells pieces of all lengths apart, whatever lies behind them', () => {
    const table = new ShortPieceTable();
    const pieces = [...'ab'].flatMap((letter) => (
      Array.from({ length: MAX_SHORT_PIECE }, (_, i) => letter.repeat(i + 1))
    ));
    for (const [i, piece] of pieces.entries()) note(table, piece, i + 1);
    expect(table.size).toBe(pieces.length);
    for (const [i, piece] of pieces.entries()) {
      expect(noted(table, `xx${piece}yyyyyyyyyyyyyyyyy`, 2, piece.length)).toBe(i + 1);
    }
  });

  it('keeps what is known as it grows, and forgets it when it is cleared', () => {
    const table = new ShortPieceTable();
    for (let i = 0; i < 5000; i++) note(table, `${i}`, i);
    for (let i = 0; i < 5000; i++) expect(noted(table, `${i}`, 0, `${i}`.length)).toBe(i);
    expect(table.size).toBe(5000);
    table.clear();
    expect([table.size, noted(table, '7', 0, 1)]).toEqual([0, 0]);
  });

  it('finds ASCII of a string where it finds its bytes', () => {
    const table = new ShortPieceTable();
    for (let length = 1; length <= MAX_SHORT_PIECE; length++) {
      const text = `xx${'abcdefghijklmno'.slice(0, length)}yy`;
      expect(table.locateAscii(text, 2, length)).toBe(table.locate(viewOf(text), 2, length));
      expect(table.size).toBe(length);
    }
  });

  it('holds zero bytes as bytes', () => {
    const table = new ShortPieceTable();
    const view = viewOf('\0\0\0\0');
    const places = [1, 2, 3, 4].map((length) => table.locate(view, 0, length));
    expect(new Set(places).size).toBe(4);
  });
});
