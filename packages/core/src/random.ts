import { InvalidInputError } from './errors.ts';
import { showValue } from './json.ts';
import { forEachUtf8Byte } from './utf8.ts';

/**
 * Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011). Element i of a sequence is a pure function of (key, i), so every backend and the host
 * draw the same numbers, in any order and on any number of threads.
 */

/** Two 32-bit words that name a random sequence. */
export type Key = readonly [word0: number, word1: number];

const ROTATIONS_EVEN = [13, 15, 26, 6] as const;
const ROTATIONS_ODD = [17, 29, 16, 24] as const;
/** Key-schedule parity of Threefry with 32-bit words. */
const PARITY = 0x1bd11bda;
/** Blocks of four rounds; the key is added after each. */
const BLOCKS = 5;

/** Writes the block for the counter (counter0, counter1) to out[at] and out[at + 1]. */
function threefryInto(key: Key, counter0: number, counter1: number, out: Uint32Array, at: number): void {
  const words = [key[0], key[1], PARITY ^ key[0] ^ key[1]] as const;
  let x0 = (counter0 + words[0]) | 0;
  let x1 = (counter1 + words[1]) | 0;
  for (let block = 1; block <= BLOCKS; block++) {
    for (const rotation of block % 2 === 1 ? ROTATIONS_EVEN : ROTATIONS_ODD) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    }
    x0 = (x0 + words[block % 3]!) | 0;
    x1 = (x1 + words[(block + 1) % 3]! + block) | 0;
  }
  out[at] = x0;
  out[at + 1] = x1;
}

const scratch = new Uint32Array(2);

/** One block of the cipher: two u32 words from a u32 key pair and a u32 counter pair. */
export function threefry2x32(key: Key, counter: Key): Key {
  threefryInto(key, counter[0], counter[1], scratch, 0);
  return [scratch[0]!, scratch[1]!];
}

/**
 * The first `count` words of a key's sequence. Block j has the counter (j, 0) and gives elements 2j and 2j + 1.
 *
 * @returns u32[count]
 */
export function randomBits(key: Key, count: number): Uint32Array {
  const bits = new Uint32Array(count + (count % 2));
  for (let at = 0; at < count; at += 2) threefryInto(key, at / 2, 0, bits, at);
  return bits.subarray(0, count);
}

const TO_UNIT = 2 ** -24;

/**
 * Uniform numbers in [0, 1): the upper 24 bits of each word times 2^−24, which float32 holds exactly.
 *
 * @returns f32[count]
 */
export function randomUniform(key: Key, count: number): Float32Array {
  const bits = randomBits(key, count);
  return Float32Array.from(bits, (word) => (word >>> 8) * TO_UNIT);
}

/**
 * Standard normal numbers by Box and Muller's transform, each pair from the pair of words at its place, computed in
 * float64 and rounded once. The uniform under the logarithm is in (0, 1], so every result is finite (below 5.8).
 *
 * @returns f32[count]
 */
export function randomNormal(key: Key, count: number): Float32Array {
  const bits = randomBits(key, count + (count % 2));
  const normals = new Float32Array(bits.length);
  for (let at = 0; at < bits.length; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(((bits[at]! >>> 8) + 1) * TO_UNIT));
    const angle = 2 * Math.PI * ((bits[at + 1]! >>> 8) * TO_UNIT);
    normals[at] = radius * Math.cos(angle);
    normals[at + 1] = radius * Math.sin(angle);
  }
  return normals.subarray(0, count);
}

/**
 * A new key for a named or numbered use of a key: threefry(key XOR words(data), (0, 0)). Keys folded with different
 * data give unrelated sequences.
 *
 * A number becomes its two 32-bit words, the upper one XOR 0x5bd1e995; a string becomes the FNV-1a hashes of its
 * UTF-8 bytes from two offsets.
 *
 * @param data a string, or a safe integer ≥ 0
 */
export function foldIn(key: Key, data: string | number): Key {
  const [word0, word1] = typeof data === 'string' ? siteWords(data) : wordsOfNumber(data);
  return threefry2x32([(key[0] ^ word0) >>> 0, (key[1] ^ word1) >>> 0], [0, 0]);
}

/** The root key of a run. @param seed a safe integer ≥ 0 */
export function seedKey(seed: number): Key {
  return foldIn([0, 0], seed);
}

function wordsOfNumber(data: number): Key {
  if (!Number.isSafeInteger(data) || data < 0) {
    throw new InvalidInputError(`random: a seed or fold must be an integer in [0, 2^53); got ${showValue(data)}`);
  }
  return [data >>> 0, (Math.floor(data / 2 ** 32) ^ 0x5bd1e995) >>> 0];
}

/** The two words that a string folds into a key: what a program XORs on the device. */
export function siteWords(data: string): Key {
  let hash0 = 0x811c9dc5;
  let hash1 = 0x9747b28c;
  forEachUtf8Byte(data, (byte) => {
    hash0 = Math.imul(hash0 ^ byte, 16777619);
    hash1 = Math.imul(hash1 ^ byte, 16777619);
  });
  return [hash0 >>> 0, hash1 >>> 0];
}
