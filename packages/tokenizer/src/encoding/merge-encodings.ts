import { InvalidInputError } from '@oneday/core';
import type { Encoding } from '@oneday/core';
import { lazyEncoding, withFields } from './lazy-encoding.ts';

/** A pair of long texts has as many chunks as the product of theirs. */
const MAX_CHUNKS = 1 << 16;

/**
 * Encodings one after the other as one. Chunks that were cut off are combined with all others, as in the reference:
 * those of the first with the second and its chunks, then the first with the chunks of the second.
 *
 * @throws InvalidInputError when there would be more chunks than memory has room for
 */
export function mergeEncodings(parts: readonly Encoding[]): Encoding {
  return parts.reduce((merged, part) => joinEncodings(merged, part), EMPTY);
}

const EMPTY: Encoding = { ids: new Int32Array(0), offsets: new Int32Array(0) };

function joinEncodings(first: Encoding, second: Encoding): Encoding {
  const [firstCut, secondCut] = [first.overflowing ?? [], second.overflowing ?? []];
  if ((firstCut.length + 1) * (secondCut.length + 1) > MAX_CHUNKS) {
    throw new InvalidInputError(`encode: truncation may give ${MAX_CHUNKS} chunks; allow more tokens in each`);
  }
  const overflowing = [
    ...firstCut.flatMap((chunk) => [second, ...secondCut].map((other) => joinOne(chunk, other))),
    ...secondCut.map((other) => joinOne(first, other)),
  ];
  const joined = joinOne(first, second);
  return overflowing.length === 0 ? joined : withFields(joined, { overflowing });
}

function joinOne(first: Encoding, second: Encoding): Encoding {
  const lengths = [first.ids.length, second.ids.length] as const;
  const masks: { typeIds?: Uint8Array; specialTokensMask?: Uint8Array; attentionMask?: Uint8Array } = {};
  if (first.typeIds ?? second.typeIds) masks.typeIds = joinMasks(first.typeIds, second.typeIds, lengths, 0);
  if (first.specialTokensMask ?? second.specialTokensMask) {
    masks.specialTokensMask = joinMasks(first.specialTokensMask, second.specialTokensMask, lengths, 0);
  }
  if (first.attentionMask ?? second.attentionMask) {
    masks.attentionMask = joinMasks(first.attentionMask, second.attentionMask, lengths, 1);
  }
  return lazyEncoding({ ids: concat(first.ids, second.ids), ...masks }, () => concat(first.offsets, second.offsets));
}

function joinMasks(
  first: Uint8Array | undefined, second: Uint8Array | undefined, [head, tail]: readonly [number, number],
  absent: 0 | 1,
): Uint8Array {
  const joined = new Uint8Array(head + tail).fill(absent);
  if (first !== undefined) joined.set(first);
  if (second !== undefined) joined.set(second, head);
  return joined;
}

function concat(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
