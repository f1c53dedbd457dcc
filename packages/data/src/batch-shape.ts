import { InvalidInputError } from '@oneday/core';

/**
 * @param caller the function whose options these are; it opens the error line
 * @throws InvalidInputError when batch or time is no positive integer
 */
export function checkBatchShape(caller: string, batch: number, time: number): void {
  for (const [name, size] of Object.entries({ batch, time })) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new InvalidInputError(`${caller}: ${name} must be a positive integer; got ${size}`);
    }
  }
}
