/**
 * Prints the register tiles of the matrix product, C[rows,16] (+)= A[rows,depth] · B[depth,16], as AssemblyScript.
 *
 * They are printed because registers can only be named, not indexed: every accumulator is a local of its own. One tile
 * is 6 rows × 8 columns, twelve accumulators of four floats: with two vectors of B and one broadcast element of A that
 * fills the 16 vector registers of x86-64. A panel of 16 columns is done as two such halves. One step of depth is one
 * turn of the loop: V8 unrolls it by itself. In Node 20 the registers spill, at half the speed, when the text holds two
 * steps, or when the paths that add and that store meet again with the accumulators alive.
 */
const tileRows = 6;
const halves = [0, 32];
const vectorsPerHalf = 2;
const bytesPerPanelRow = 64;

const range = (length) => Array.from({ length }, (_, index) => index);
const lines = (items, print) => items.map(print).join('');

/**
 * One tile. With `packed` set A lies as [depth][6] (rows beyond `rows` are there but not read), else as rows
 * `aStride` bytes apart.
 */
function tile(rows, half, packed) {
  const rowIndices = range(rows);
  const vectors = range(vectorsPerHalf);
  const step =
    lines(vectors, (v) => `    const b${v} = v128.load(b, ${half + 16 * v});\n`) +
    lines(
      rowIndices,
      (row) =>
        `    const x${row} = ${packed ? `v128.load32_splat(a0, ${4 * row})` : `v128.load32_splat(a${row})`};\n` +
        lines(vectors, (v) => `    c${row}_${v} = f32x4.relaxed_madd(x${row}, b${v}, c${row}_${v});\n`),
    ) +
    (packed ? `    a0 += ${4 * tileRows};\n` : lines(rowIndices, (row) => `    a${row} += 4;\n`)) +
    `    b += ${bytesPerPanelRow};\n`;
  const store = (row, v, add) => {
    const place = `${row === 0 ? 'c' : `r${row}`}, `;
    const offset = half + 16 * v;
    const value = add ? `f32x4.add(v128.load(${place}${offset}), c${row}_${v})` : `c${row}_${v}`;
    return `    v128.store(${place}${value}, ${offset});\n`;
  };
  const storeAll = (add) => lines(rowIndices, (row) => lines(vectors, (v) => store(row, v, add)));
  return (
    `function ${tileName(rows, half, packed)}(depth: i32, a0: usize, aStride: usize, b: usize, ` +
    'c: usize, cStride: usize, accumulate: i32): void {\n' +
    (packed ? '' : lines(rowIndices.slice(1), (row) => `  let a${row} = a${row - 1} + aStride;\n`)) +
    lines(rowIndices, (row) => lines(vectors, (v) => `  let c${row}_${v} = f32x4.splat(0);\n`)) +
    `  for (let k = 0; k < depth; k++) {\n${step}  }\n` +
    lines(rowIndices.slice(1), (row) => `  const r${row} = c + ${row} * cStride;\n`) +
    `  if (accumulate) {\n${storeAll(true)}  } else {\n${storeAll(false)}  }\n` +
    '}\n\n'
  );
}

const tileName = (rows, half, packed) => `${packed ? 'packed' : 'plain'}Tile${rows}${half ? 'Right' : 'Left'}`;

/** Chooses the tile for a number of rows from 1 to 6, and does both halves of the panel. */
function dispatcher(packed) {
  const call = (rows, half) => `${tileName(rows, half, packed)}(depth, a, aStride, b, c, cStride, accumulate);\n`;
  return (
    `export function ${packed ? 'multiplyPackedTile' : 'multiplyPlainTile'}(rows: i32, depth: i32, a: usize, ` +
    'aStride: usize, b: usize, c: usize, cStride: usize, accumulate: i32): void {\n  switch (rows) {\n' +
    lines(
      range(tileRows).reverse(),
      (index) => `    case ${index + 1}:\n${lines(halves, (half) => `      ${call(index + 1, half)}`)}      return;\n`,
    ) +
    '  }\n}\n\n'
  );
}

export function generate() {
  return lines(
    [false, true],
    (packed) =>
      lines(range(tileRows), (index) => lines(halves, (half) => tile(index + 1, half, packed))) + dispatcher(packed),
  );
}
