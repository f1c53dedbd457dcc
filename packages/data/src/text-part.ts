import { InvalidInputError, isJsonObject } from '@oneday/core';
import type { Json } from '@oneday/core';
import { isCount } from './count.ts';

/** One of the equal parts that a corpus is prepared in, e.g. by the jobs of a cluster. */
export interface TextPart {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** @throws InvalidInputError when the numbers are no part; `what` opens the line */
export function parseTextPart(value: Json | undefined, what: string): TextPart {
  const { number, count } = isJsonObject(value) ? value : {};
  if (!isCount(number) || !isCount(count) || number < 1 || number > count) {
    throw new InvalidInputError(`${what}: a part is a number from 1 to its count; got ${JSON.stringify(value)}`);
  }
  return { number, count };
}
