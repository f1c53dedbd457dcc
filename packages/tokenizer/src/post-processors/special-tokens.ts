import type { Encoding } from '@oneday/core';
import { withFields } from '../encoding/lazy-encoding.ts';

/** Special tokens as an encoding, which has no place in a text. */
export function specialTokens(ids: readonly number[], typeId: number): Encoding {
  return {
    ids: Int32Array.from(ids),
    offsets: new Int32Array(2 * ids.length),
    typeIds: new Uint8Array(ids.length).fill(typeId),
    specialTokensMask: new Uint8Array(ids.length).fill(1),
  };
}

/** The encoding with one type id for all its tokens, and for what was cut off. */
export function withTypeId(encoding: Encoding, typeId: number): Encoding {
  const overflowing = encoding.overflowing?.map((chunk) => withTypeId(chunk, typeId));
  const typeIds = new Uint8Array(encoding.ids.length).fill(typeId);
  return withFields(encoding, { typeIds, ...(overflowing && { overflowing }) });
}
