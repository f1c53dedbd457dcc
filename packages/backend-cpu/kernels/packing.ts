/**
 * Copies of matrix blocks in the order in which the register tiles read them. Strides are in bytes.
 * A column panel holds 16 columns of B as [depth][16], a row panel 6 rows of A as [depth][6]; missing columns and rows
 * are zero.
 */

/** Columns in a panel of B. */
export const panelColumns: i32 = 16;
/** Rows in a panel of A and in a register tile. */
export const panelRows: i32 = 6;

/** Bytes that `packColumns` writes. */
// @ts-ignore: decorator
@inline
export function packedColumnsBytes(depth: i32, columns: i32): usize {
  return (<usize>depth * ((columns + 15) & ~15)) << 2;
}

/** Bytes that `packRows` writes. */
// @ts-ignore: decorator
@inline
export function packedRowsBytes(depth: i32, rows: i32): usize {
  return (<usize>depth * ((rows + panelRows - 1) / panelRows) * panelRows) << 2;
}

/** Packs B, element (k, n) at b + k · stride + 4 n, or at b + n · stride + 4 k if transposed. */
export function packColumns(transposed: i32, b: usize, stride: usize, depth: i32, columns: i32, panels: usize): void {
  for (let column = 0; column < columns; column += panelColumns) {
    const width = columns - column;
    if (width >= panelColumns) {
      if (transposed) packFullPanelTransposed(b + <usize>column * stride, stride, depth, panels);
      else packFullPanel(b + (<usize>column << 2), stride, depth, panels);
    } else {
      const columnStride: usize = transposed ? stride : 4;
      packPartialPanel(b + <usize>column * columnStride, transposed ? 4 : stride, columnStride, depth, width, panels);
    }
    panels += <usize>depth << 6;
  }
}

function packFullPanel(b: usize, stride: usize, depth: i32, panel: usize): void {
  for (let k = 0; k < depth; k++) {
    const first = v128.load(b);
    const second = v128.load(b, 16);
    const third = v128.load(b, 32);
    const fourth = v128.load(b, 48);
    v128.store(panel, first);
    v128.store(panel, second, 16);
    v128.store(panel, third, 32);
    v128.store(panel, fourth, 48);
    b += stride;
    panel += 64;
  }
}

/** Four columns of B at a time, which are rows in memory, by transposed squares of 4 × 4. */
function packFullPanelTransposed(b: usize, stride: usize, depth: i32, panel: usize): void {
  for (let group = 0; group < panelColumns; group += 4) {
    let row0 = b + <usize>group * stride;
    let row1 = row0 + stride;
    let row2 = row1 + stride;
    let row3 = row2 + stride;
    let target = panel + (<usize>group << 2);
    let left = depth;
    for (; left >= 4; left -= 4) {
      const a = v128.load(row0);
      const b = v128.load(row1);
      const c = v128.load(row2);
      const d = v128.load(row3);
      const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<i64>(abLow, cdLow, 0, 2));
      v128.store(target, v128.shuffle<i64>(abLow, cdLow, 1, 3), 64);
      v128.store(target, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 128);
      v128.store(target, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 192);
      row0 += 16;
      row1 += 16;
      row2 += 16;
      row3 += 16;
      target += 256;
    }
    for (; left > 0; left--) {
      f32.store(target, f32.load(row0));
      f32.store(target, f32.load(row1), 4);
      f32.store(target, f32.load(row2), 8);
      f32.store(target, f32.load(row3), 12);
      row0 += 4;
      row1 += 4;
      row2 += 4;
      row3 += 4;
      target += 64;
    }
  }
}

function packPartialPanel(
  b: usize, depthStride: usize, columnStride: usize, depth: i32, width: i32, panel: usize,
): void {
  for (let k = 0; k < depth; k++) {
    let source = b;
    for (let column = 0; column < width; column++) {
      f32.store(panel + (<usize>column << 2), f32.load(source));
      source += columnStride;
    }
    for (let column = width; column < panelColumns; column++) f32.store(panel + (<usize>column << 2), 0);
    b += depthStride;
    panel += 64;
  }
}

/** Packs a transposed A, element (m, k) at a + k · stride + 4 m. Four panels at a time, to read whole cache lines. */
export function packRows(a: usize, stride: usize, depth: i32, rows: i32, panels: usize): void {
  const panelBytes = <usize>depth * 24;
  let row = 0;
  for (; row + 24 <= rows; row += 24) {
    let source = a + (<usize>row << 2);
    let panel0 = panels;
    let panel1 = panel0 + panelBytes;
    let panel2 = panel1 + panelBytes;
    let panel3 = panel2 + panelBytes;
    for (let k = 0; k < depth; k++) {
      copySixFloats(source, panel0);
      copySixFloats(source + 24, panel1);
      copySixFloats(source + 48, panel2);
      copySixFloats(source + 72, panel3);
      source += stride;
      panel0 += 24;
      panel1 += 24;
      panel2 += 24;
      panel3 += 24;
    }
    panels += panelBytes * 4;
  }
  for (; row < rows; row += panelRows) {
    const height = rows - row;
    let source = a + (<usize>row << 2);
    let panel = panels;
    for (let k = 0; k < depth; k++) {
      if (height >= panelRows) copySixFloats(source, panel);
      else {
        for (let i = 0; i < panelRows; i++) {
          f32.store(panel + (<usize>i << 2), i < height ? f32.load(source + (<usize>i << 2)) : 0);
        }
      }
      source += stride;
      panel += 24;
    }
    panels += panelBytes;
  }
}

// @ts-ignore: decorator
@inline
function copySixFloats(source: usize, target: usize): void {
  const firstFour = v128.load(source);
  const lastTwo = i64.load(source, 16);
  v128.store(target, firstFour);
  i64.store(target, lastTwo, 16);
}
