import { InvalidInputError, showValue } from '@oneday/core';

/**
 * @param caller the function whose options these are; it opens the error line
 * @param options sizes by name, e.g. `{ batch, time }`
 * @throws InvalidInputError when one is no positive integer
 */
export function checkPositiveIntegers(caller: string, options: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(options)) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new InvalidInputError(`${caller}: ${name} must be a positive integer; got ${showValue(size)}`);
    }
  }
}
