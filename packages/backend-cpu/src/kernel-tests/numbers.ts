/** Deterministic test numbers: a linear congruential generator, uniform in [−1, 1), exact in float32. */
export function uniformNumbers(length: number, seed: number): Float32Array {
  const numbers = new Float32Array(length);
  let state = (seed * 2654435761 + 12345) >>> 0;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    numbers[index] = (state >>> 8) * 2 ** -23 - 1;
  }
  return numbers;
}

/** Largest |actual − expected| over the larger of 1 and the largest |expected|; NaN where either has a stray NaN. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`lengths differ: ${actual.length}, ${expected.length}`);
  let error = 0;
  let scale = 1;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    if (!(difference <= error)) error = difference;
    scale = Math.max(scale, Math.abs(expected[index] ?? Number.NaN));
  }
  return error / scale;
}

/** Whether two arrays hold the same bits. */
export function sameBits(a: Float32Array | undefined, b: Float32Array | undefined): boolean {
  if (!a || !b) return false;
  const bytesOf = (array: Float32Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return bytesOf(a).equals(bytesOf(b));
}
