import { describe, expect, it } from 'vitest';
import { MAX_TINY_PIECE, TinyPieceTable } from './tiny-piece-table.ts';

function viewOf(text: string): DataView {
  const bytes = new Uint8Array(text.length + 8);
  new TextEncoder().encodeInto(text, bytes);
  return new DataView(bytes.buffer);
}

/** The place is found first, because the table may grow. */
function note(table: TinyPieceTable, piece: string, value: number): void {
  const place = table.locate(viewOf(piece), 0, piece.length);
  table.slots[place + 1] = value;
}

function noted(table: TinyPieceTable, text: string, from: number, length: number): number {
  const place = table.locate(viewOf(text), from, length);
  return table.slots[place + 1]!;
}

describe('TinyPieceTable', () => {
  it('tells pieces of all lengths apart, zero bytes too, whatever lies behind them', () => {
    const table = new TinyPieceTable();
    const pieces = [...'ab\0'].flatMap((unit) => Array.from({ length: MAX_TINY_PIECE }, (_, i) => unit.repeat(i + 1)));
    for (const [i, piece] of pieces.entries()) note(table, piece, i + 1);
    expect(table.size).toBe(pieces.length);
    for (const [i, piece] of pieces.entries()) {
      expect(noted(table, `xx${piece}yyyyyyyy`, 2, piece.length)).toBe(i + 1);
    }
  });

  it('keeps what is known as it grows, and forgets it when it is cleared', () => {
    const table = new TinyPieceTable();
    for (let i = 0; i < 5000; i++) note(table, `${i}`, i);
    for (let i = 0; i < 5000; i++) expect(noted(table, `${i}`, 0, `${i}`.length)).toBe(i);
    expect(table.size).toBe(5000);
    table.clear();
    expect([table.size, noted(table, '7', 0, 1)]).toEqual([0, 0]);
  });
});
