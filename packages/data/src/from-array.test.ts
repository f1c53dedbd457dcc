import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { fromArray } from './from-array.ts';

describe('fromArray', () => {
  it('gives the items, then undefined ever after', async () => {
    await using stream = fromArray(['a', 'b']);
    expect([await stream.next(), await stream.next(), await stream.next(), await stream.next()]).toEqual(
      ['a', 'b', undefined, undefined],
    );
  });

  it('goes back to a state, and refuses one beyond its end', async () => {
    await using stream = fromArray([1, 2, 3]);
    await stream.next();
    const state = stream.state();
    await stream.next();
    await stream.restore(state);
    expect(await stream.next()).toBe(2);
    await expect(stream.restore({ position: 4 })).rejects.toThrow(InvalidInputError);
  });
});
