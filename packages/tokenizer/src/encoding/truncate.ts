import { InvalidInputError } from '@oneday/core';
import type { Encoding, Truncation } from '@oneday/core';

/**
 * Cuts encodings, of one text or of a pair, to a length together; what is cut off stands in `overflowing`.
 *
 * @param addedTokens so many special tokens will be added
 * @throws InvalidInputError when nothing would be left, or the stride leaves nothing new in a chunk
 */
export function truncateEncodings(
  encodings: readonly Encoding[], truncation: Truncation, addedTokens: number,
): readonly Encoding[] {
  const { maxLength, strategy = 'longestFirst' } = truncation;
  const limit = maxLength - addedTokens;
  if (limit < 0) {
    throw refusal(`maxLength must have room for ${addedTokens} special tokens; got ${maxLength}`);
  }
  const lengths = encodings.map(({ ids }) => ids.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= limit) return encodings;
  if (limit === 0) return encodings.map((encoding) => truncateEncoding(encoding, 0, truncation));
  if (strategy === 'longestFirst') {
    const [first, second] = longestFirst(lengths, limit);
    return encodings.map((encoding, i) => truncateEncoding(encoding, (i === 0 ? first : second), truncation));
  }
  const which = strategy === 'onlyFirst' ? 0 : 1;
  const length = lengths[which];
  if (length === undefined) throw refusal('the pair is to be cut, but there is none');
  const left = length - (total - limit);
  if (left <= 0) throw refusal(`the ${which === 0 ? 'first text' : 'pair'} must be longer than what is cut off`);
  return encodings.map((encoding, i) => (i === which ? truncateEncoding(encoding, left, truncation) : encoding));
}

function refusal(rule: string): InvalidInputError {
  return new InvalidInputError(`encode, truncation: ${rule}`);
}

/** How long the two texts may be: the shorter as it is where that leaves it the shorter, else half each. */
function longestFirst([first = 0, second]: readonly number[], limit: number): readonly [number, number] {
  if (second === undefined) return [limit, 0];
  const shorter = Math.min(first, second);
  let longer = shorter > limit ? shorter : Math.max(shorter, limit - shorter);
  let kept = shorter;
  if (kept + longer > limit) {
    kept = Math.floor(limit / 2);
    longer = kept + (limit % 2);
  }
  return first > second ? [longer, kept] : [kept, longer];
}

/** One encoding cut into chunks: the first as itself, the others as `overflowing`. */
function truncateEncoding(encoding: Encoding, length: number, truncation: Truncation): Encoding {
  const total = encoding.ids.length;
  if (length >= total) return encoding;
  if (length === 0) return { ...sliceEncoding(encoding, 0, 0), overflowing: [encoding] };
  const { stride = 0, direction = 'right' } = truncation;
  if (stride >= length) {
    throw refusal(`stride must be below the ${length} tokens that a chunk has room for; got ${stride}`);
  }
  const chunks: Encoding[] = [];
  for (let at = 0; ; at += length - stride) {
    const to = direction === 'right' ? Math.min(at + length, total) : total - at;
    const from = direction === 'right' ? at : Math.max(0, to - length);
    chunks.push(sliceEncoding(encoding, from, to));
    if (direction === 'right' ? to === total : from === 0) break;
  }
  const [first, ...overflowing] = chunks;
  return { ...first!, overflowing };
}

function sliceEncoding(encoding: Encoding, from: number, to: number): Encoding {
  const { ids, offsets, typeIds, specialTokensMask, attentionMask } = encoding;
  return {
    ids: ids.slice(from, to),
    offsets: offsets.slice(2 * from, 2 * to),
    ...(typeIds && { typeIds: typeIds.slice(from, to) }),
    ...(specialTokensMask && { specialTokensMask: specialTokensMask.slice(from, to) }),
    ...(attentionMask && { attentionMask: attentionMask.slice(from, to) }),
  };
}
