/** The backends that training is tested on. */
import { cpu } from '@oneday/backend-cpu';
import type { Backend } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';

/** Name and `open` function of each. */
export const devices: readonly (readonly [name: string, open: () => Promise<Backend>])[] = [
  ['float64', openFloat64],
  ['cpu', cpu],
];
