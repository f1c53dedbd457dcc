/** Shaders that read and add rows by index. */
import type { Shader } from './shader.ts';

/** Rows of a table; zeros for an index outside it. Parameters: width, rows. */
export const gatherRowsShader: Shader = {
  key: 'gatherRows',
  bindings: [
    { name: 'source', type: 'u32' }, { name: 'indices', type: 'i32' },
    { name: 'destination', type: 'u32', write: true },
  ],
  body: `  let row = indices[i / p(0u)];
  destination[i] = 0u;
  if (row >= 0 && row < i32(p(1u))) { destination[i] = source[u32(row) * p(0u) + i % p(0u)]; }`,
};

/**
 * Chains equal indices in their order: `links[n]` is the next place with the index of place n, −1 for none, and
 * `links[count + n]` is 1 where no earlier place has it. Adding along chains is the same in every run, which adding
 * atomically is not.
 */
export const linkIndicesShader: Shader = {
  key: 'linkIndices',
  bindings: [{ name: 'indices', type: 'i32' }, { name: 'links', type: 'i32', write: true }],
  body: `  let row = indices[i];
  var isFirst = 1;
  for (var n = 0u; n < i; n++) { if (indices[n] == row) { isFirst = 0; break; } }
  var next = -1;
  for (var n = i + 1u; n < count; n++) { if (indices[n] == row) { next = i32(n); break; } }
  links[i] = next;
  links[count + i] = isFirst;`,
};

/** Adds rows along the chains onto a copy of the base. Parameters: width, rows, number of indices. */
export const addRowsShader: Shader = {
  key: 'addRows',
  bindings: [
    { name: 'indices', type: 'i32' }, { name: 'links', type: 'i32' }, { name: 'updates', type: 'f32' },
    { name: 'destination', type: 'f32', write: true },
  ],
  body: `  let n = i / p(0u);
  let column = i % p(0u);
  let row = indices[n];
  if (row < 0 || row >= i32(p(1u)) || links[p(2u) + n] == 0) { return; }
  let at = u32(row) * p(0u) + column;
  var total = destination[at];
  for (var place = i32(n); place >= 0; place = links[place]) { total += updates[u32(place) * p(0u) + column]; }
  destination[at] = total;`,
};

/** Threefry-2x32-20 (Salmon et al., SC 2011): invocation j encrypts the counter (j, 0). Parameter: elements. */
export const randomBitsShader: Shader = {
  key: 'randomBits',
  bindings: [{ name: 'key', type: 'u32' }, { name: 'destination', type: 'u32', write: true }],
  body: `  var rotations = array<u32, 8>(13u, 15u, 26u, 6u, 17u, 29u, 16u, 24u);
  var schedule = array<u32, 3>(key[0], key[1], key[0] ^ key[1] ^ 0x1bd11bdau);
  var x = vec2<u32>(i + key[0], key[1]);
  for (var block = 1u; block <= 5u; block++) {
    for (var round = 0u; round < 4u; round++) {
      let rotation = rotations[((block + 1u) % 2u) * 4u + round];
      x.x += x.y;
      x.y = ((x.y << rotation) | (x.y >> (32u - rotation))) ^ x.x;
    }
    x.x += schedule[block % 3u];
    x.y += schedule[(block + 1u) % 3u] + block;
  }
  destination[2u * i] = x.x;
  if (2u * i + 1u < p(0u)) { destination[2u * i + 1u] = x.y; }`,
};
