import { describe, expect, it } from 'vitest';
import { MAX_SHORT_PIECE, PADDING, ShortPieceTable } from './short-piece-table.ts';

function viewOf(text: string): DataView {
  const bytes = new Uint8Array(text.length + PADDING);
  new TextEncoder().encodeInto(text, bytes);
  return new DataView(bytes.buffer);
}

describe('ShortPieceTable', () => {
  it('tells pieces of all lengths apart, whatever lies behind them', () => {
    const table = new ShortPieceTable();
    const pieces = [...'ab'].flatMap((letter) => (
      Array.from({ length: MAX_SHORT_PIECE }, (_, i) => letter.repeat(i + 1))
    ));
    for (const [i, piece] of pieces.entries()) table.slots[table.locate(viewOf(piece), 0, piece.length)] = i + 1;
    expect(table.size).toBe(pieces.length);
    for (const [i, piece] of pieces.entries()) {
      expect(table.slots[table.locate(viewOf(`xx${piece}yyyyyyyyyyyyyyyyy`), 2, piece.length)]).toBe(i + 1);
    }
  });

  it('keeps what is known as it grows, and forgets it when it is cleared', () => {
    const table = new ShortPieceTable();
    for (let i = 0; i < 5000; i++) table.slots[table.locate(viewOf(`${i}`), 0, `${i}`.length) + 3] = i;
    for (let i = 0; i < 5000; i++) expect(table.slots[table.locate(viewOf(`${i}`), 0, `${i}`.length) + 3]).toBe(i);
    expect(table.size).toBe(5000);
    table.clear();
    expect([table.size, table.slots[table.locate(viewOf('7'), 0, 1) + 3]]).toEqual([0, 0]);
  });

  it('holds zero bytes as bytes', () => {
    const table = new ShortPieceTable();
    const view = viewOf('\0\0\0\0');
    const places = [1, 2, 3, 4].map((length) => table.locate(view, 0, length));
    expect(new Set(places).size).toBe(4);
  });
});
