import type { Encoding } from '@oneday/core';

/**
 * An encoding whose offsets are computed when they are asked for, once: most who encode only want ids. It is a plain
 * object all the same; copying it asks for them.
 */
export function lazyEncoding(encoding: Omit<Encoding, 'offsets'>, offsetsOf: () => Int32Array): Encoding {
  let offsets: Int32Array | undefined;
  return {
    ...encoding,
    get offsets() {
      return offsets ??= offsetsOf();
    },
  };
}

/** The encoding with other fields, without asking for its offsets. @param offsetsOf gives others, in their turn */
export function withFields(
  encoding: Encoding, fields: Omit<Partial<Encoding>, 'offsets'>, offsetsOf = () => encoding.offsets,
): Encoding {
  const { ids, typeIds, specialTokensMask, attentionMask, overflowing } = encoding;
  return lazyEncoding({
    ids,
    ...(typeIds && { typeIds }),
    ...(specialTokensMask && { specialTokensMask }),
    ...(attentionMask && { attentionMask }),
    ...(overflowing && { overflowing }),
    ...fields,
  }, offsetsOf);
}
