import { InvalidInputError, threefry2x32 } from '@oneday/core';
import type { Key } from '@oneday/core';

/** Rounds of the Feistel network; four make a strong permutation, the others are for very small domains. */
const ROUNDS = 8;

/** Largest count, so that both halves fit 26 bits and their product stays exact. */
const MAX_COUNT = 2 ** 52;

/**
 * A pseudo-random permutation of [0, count) that is computed, not stored: shuffling needs no memory and resumes from
 * one integer.
 *
 * An index is written as (left, right) in mixed radix with both halves near √count; each round adds to one half a
 * Threefry word of the other and of the round's number (a Feistel network over residues: Black and Rogaway, "Ciphers
 * with arbitrary finite domains", 2002). Results outside [0, count) are enciphered again until they fall inside, which
 * keeps it a permutation (cycle walking) and is rare, because leftCount · rightCount exceeds count by little.
 *
 * @param key names the permutation
 * @param count size of the domain, an integer in [1, 2^52]
 * @returns the image of an index in [0, count); other indices are the caller's mistake and have no meaning
 */
export function indexShuffle(key: Key, count: number): (index: number) => number {
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw new InvalidInputError(`indexShuffle: count must be an integer in [1, 2^52]; got ${count}`);
  }
  const leftCount = Math.ceil(Math.sqrt(count));
  const rightCount = Math.ceil(count / leftCount);
  const encipher = (index: number) => {
    let left = Math.floor(index / rightCount);
    let right = index % rightCount;
    for (let round = 0; round < ROUNDS; round += 2) {
      left = (left + threefry2x32(key, [right, round])[0]) % leftCount;
      right = (right + threefry2x32(key, [left, round + 1])[0]) % rightCount;
    }
    return left * rightCount + right;
  };
  return (index) => {
    let image = encipher(index);
    while (image >= count) image = encipher(image);
    return image;
  };
}
