import type { Encoding } from '@oneday/core';

/** The encodings of a pair of texts as one, with type id 1 for the second. */
export function joinEncodings(first: Encoding, second: Encoding): Encoding {
  const typeIds = new Uint8Array(first.ids.length + second.ids.length);
  typeIds.fill(1, first.ids.length);
  return { ids: concat(first.ids, second.ids), offsets: concat(first.offsets, second.offsets), typeIds };
}

function concat(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
