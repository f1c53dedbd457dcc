import { expect, it } from 'vitest';
import { reductionPasses } from './reduction-passes.ts';

it('neighbouring axes are one pass, others follow from the last to the first', () => {
  expect(reductionPasses([2, 3, 5, 7], [1, 0, 3])).toEqual([
    { sizes: [30, 7, 1], rest: [2, 3, 5] },
    { sizes: [1, 6, 5], rest: [5] },
  ]);
});

it('without axes there is no pass', () => {
  expect(reductionPasses([2, 3], [])).toEqual([]);
});
