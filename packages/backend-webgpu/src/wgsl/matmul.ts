/** Matrix products of any size: four by four results an invocation. */
import type { Shader } from './shader.ts';

/** Results that one invocation computes, along each axis. */
export const productTile = 4;

/**
 * Parameters: rows, inner, columns, then the strides of the left operand's rows and inner axis, and of the right one's
 * inner axis and columns. Large products are TensorFlow.js', whose kernels share tiles among a workgroup but are
 * compiled anew for each kind of shape.
 */
export const productShader: Shader = {
  key: 'product',
  bindings: [
    { name: 'left', type: 'f32' }, { name: 'right', type: 'f32' }, { name: 'destination', type: 'f32', write: true },
  ],
  body: `  let rows = p(0u);
  let inner = p(1u);
  let columns = p(2u);
  let across = (columns + 3u) / 4u;
  let tiles = across * ((rows + 3u) / 4u);
  let batch = i / tiles;
  let row = ((i % tiles) / across) * 4u;
  let column = (i % across) * 4u;
  let leftStart = batch * rows * inner;
  let rightStart = batch * inner * columns;
  let rowOffsets = min(vec4<u32>(row, row + 1u, row + 2u, row + 3u), vec4<u32>(rows - 1u)) * p(3u);
  let columnOffsets = min(vec4<u32>(column, column + 1u, column + 2u, column + 3u), vec4<u32>(columns - 1u)) * p(6u);
  var sums = array<vec4<f32>, 4>();
  for (var k = 0u; k < inner; k++) {
    let a = rowOffsets + leftStart + k * p(4u);
    let b = columnOffsets + rightStart + k * p(5u);
    let r = vec4<f32>(right[b.x], right[b.y], right[b.z], right[b.w]);
    sums[0] += left[a.x] * r;
    sums[1] += left[a.y] * r;
    sums[2] += left[a.z] * r;
    sums[3] += left[a.w] * r;
  }
  let start = batch * rows * columns;
  for (var y = 0u; y < 4u; y++) {
    if (row + y >= rows) { break; }
    for (var x = 0u; x < 4u; x++) {
      if (column + x < columns) { destination[start + (row + y) * columns + column + x] = sums[y][x]; }
    }
  }`,
};
