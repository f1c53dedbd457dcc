import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Json, Stream, TokenBatch } from '@oneday/core';
import { causalBatches } from './causal-batches.ts';

// Token i is i, so that an input tells its place.
const tokens = Int32Array.from({ length: 50 }, (_, i) => i);
const options = { tokens, batch: 4, time: 8, seed: 1 };

const take = async (stream: Stream<TokenBatch>, count: number) => {
  const batches: TokenBatch[] = [];
  for (let i = 0; i < count; i++) batches.push((await stream.next())!);
  return batches;
};
const startsOf = (batches: readonly TokenBatch[]) =>
  batches.flatMap(({ shape, inputIds }) => [...inputIds].filter((_, place) => place % shape[1] === 0));

describe('causalBatches', () => {
  it('cuts windows whose labels are the inputs shifted by one', async () => {
    const [batch] = await take(causalBatches(options), 1);
    expect(batch!.shape).toEqual([4, 8]);
    for (let row = 0; row < 4; row++) {
      const start = batch!.inputIds[row * 8]!;
      expect([...batch!.inputIds.subarray(row * 8, row * 8 + 8)]).toEqual([...tokens.subarray(start, start + 8)]);
      expect([...batch!.labels.subarray(row * 8, row * 8 + 8)]).toEqual([...tokens.subarray(start + 1, start + 9)]);
    }
  });

  it('visits every start once an epoch, each epoch in an order of its own', async () => {
    const starts = startsOf(await take(causalBatches(options), 21));
    const all = Array.from({ length: 42 }, (_, i) => i);
    const epochs = [starts.slice(0, 42), starts.slice(42, 84)];
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual(all);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[0]).not.toEqual(all);
  });

  it('gives the same batches for the same seed, others for another', async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => take(causalBatches({ ...options, seed }), 15)));
    expect(a).toEqual(b);
    expect(startsOf(a!)).not.toEqual(startsOf(c!));
  });

  it.each([0, 1, 10, 11, 25])('continues exactly from the state after %d batches, through JSON', async (count) => {
    const whole = causalBatches(options);
    await take(whole, count);
    const state = JSON.parse(JSON.stringify(whole.state())) as Json;
    const expected = await take(whole, 12);
    const resumed = causalBatches(options);
    await take(resumed, 3);
    await resumed.restore(state);
    expect(resumed.state()).toEqual(state);
    expect(await take(resumed, 12)).toEqual(expected);
  });

  it('takes 16-bit tokens and the smallest corpus', async () => {
    const [batch] = await take(causalBatches({ tokens: Uint16Array.of(7, 8, 9), batch: 2, time: 2, seed: 0 }), 1);
    expect(batch).toEqual({ shape: [2, 2], inputIds: Int32Array.of(7, 8, 7, 8), labels: Int32Array.of(8, 9, 8, 9) });
  });

  it.each([
    [{ ...options, time: 50 },
      'causalBatches: a window of time 50 needs 51 tokens; got 50; use more text or less time'],
    [{ ...options, batch: 0 }, 'causalBatches: batch must be a positive integer; got 0'],
    [{ ...options, time: 1.5 }, 'causalBatches: time must be a positive integer; got 1.5'],
  ])('refuses what cannot be cut (%#)', (wrong, message) => {
    expect(() => causalBatches(wrong)).toThrow(new InvalidInputError(message));
  });

  const states: Json[] = [null, 3, {}, { position: -1 }, { position: 0.5 }, { position: '3' }];
  it.each(states)('refuses the state %j', async (state) => {
    await expect(causalBatches(options).restore(state)).rejects.toThrow(InvalidInputError);
  });
});
