import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';

/**
 * The position in a stream's state `{ position }`, checked.
 *
 * @param state what `restore` was given
 * @param last the highest position the stream can be at
 * @throws InvalidInputError when the state has no integer position in [0, last]
 */
export function positionOf(state: Json, last: number): number {
  const position = isJsonObject(state) ? state.position : undefined;
  if (typeof position !== 'number' || !Number.isInteger(position) || position < 0 || position > last) {
    const got = isJsonObject(state) && position !== undefined ? `position ${showValue(position)}` : showValue(state);
    throw new InvalidInputError(`restore: the state must hold an integer position in [0, ${last}]; got ${got}`);
  }
  return position;
}
