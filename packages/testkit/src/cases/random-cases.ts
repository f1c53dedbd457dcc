/** Random numbers in programs, against the oracle; core's generator is asked in the rules. */
import { foldIn, normal, uniform } from '@oneday/ops';
import type { Shape } from '@oneday/ops';
import { unsigned } from './operation-case.ts';
import type { OperationCase } from './operation-case.ts';

const shapes: readonly Shape[] = [[1], [2], [7], [3, 5], [0], [1001]];
const key = unsigned(0x12345678, 0xfedcba98);

/** Bits and uniform numbers, equal everywhere; normal numbers to 1e-6; folded keys. */
export const randomCases: readonly OperationCase[] = [
  ...shapes.flatMap((shape): OperationCase[] => [
    {
      name: `randomBits [${shape}]`, bound: 'exact', inputs: { key },
      compute: (o, inputs) => o.randomBits(inputs.key!, shape),
    },
    {
      name: `uniform numbers [${shape}]`, bound: 'exact', inputs: { key },
      compute: (o, inputs) => uniform(o, inputs.key!, shape),
    },
    {
      name: `normal numbers [${shape}]`, bound: 'normalNumbers', inputs: { key },
      compute: (o, inputs) => normal(o, inputs.key!, shape),
    },
  ]),
  {
    name: 'a folded key', bound: 'exact', inputs: { key },
    compute: (o, inputs) => foldIn(o, inputs.key!, 'dropout.3'),
  },
];
