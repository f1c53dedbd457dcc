import type { Encoding, Padding } from '@oneday/core';

/** Makes encodings as long as their padding says, and what was cut off them too. */
export function padEncodings(encodings: readonly Encoding[], padding: Padding): Encoding[] {
  const longest = encodings.reduce((length, { ids }) => Math.max(length, ids.length), 0);
  const multiple = Math.max(1, padding.toMultipleOf ?? 1);
  const length = Math.ceil((padding.length ?? longest) / multiple) * multiple;
  return encodings.map((encoding) => padEncoding(encoding, length, padding));
}

function padEncoding(encoding: Encoding, length: number, padding: Padding): Encoding {
  const overflowing = encoding.overflowing?.map((chunk) => padEncoding(chunk, length, padding));
  const chunks = overflowing && { overflowing };
  const had = encoding.ids.length;
  if (had >= length) return { ...encoding, ...chunks };
  const { id, typeId = 0, direction = 'right' } = padding;
  const start = direction === 'left' ? length - had : 0;
  const padded = (values: Uint8Array | undefined, absent: number, filler: number) => {
    const result = new Uint8Array(length).fill(filler);
    result.fill(absent, start, start + had);
    if (values !== undefined) result.set(values, start);
    return result;
  };
  const ids = new Int32Array(length).fill(id);
  ids.set(encoding.ids, start);
  const offsets = new Int32Array(2 * length);
  offsets.set(encoding.offsets, 2 * start);
  return {
    ids,
    offsets,
    typeIds: padded(encoding.typeIds, 0, typeId),
    specialTokensMask: padded(encoding.specialTokensMask, 0, 1),
    attentionMask: padded(encoding.attentionMask, 1, 0),
    ...chunks,
  };
}
