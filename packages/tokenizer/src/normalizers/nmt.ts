import type { Normalizer } from '../pipeline/contracts.ts';
import { mapCharacters } from '../pipeline/transform.ts';

/** `Nmt`: SentencePiece's rules for control characters and white space in translation. */
export function nmt(): Normalizer {
  return { normalize: (text) => mapCharacters(text, mapPoint), toJSON: () => ({ type: 'Nmt' }) };
}

const SPACES = new Set([
  0x9, 0xa, 0xc, 0xd, 0x1680, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x2581, 0xfeff, 0xfffd,
]);

function mapPoint(point: number): number | undefined {
  if (SPACES.has(point)) return 0x20;
  const isRemoved = (point >= 0x1 && point <= 0x8) || point === 0xb || (point >= 0xe && point <= 0x1f)
    || point === 0x7f || point === 0x8f || point === 0x9f;
  return isRemoved ? undefined : point;
}
