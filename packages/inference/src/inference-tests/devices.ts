/** The backends that inference is tested on. */
import { cpu } from '@oneday/backend-cpu';
import type { Backend } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';

/** Name and `open` function of each. */
export const devices: readonly { readonly name: string; readonly open: () => Promise<Backend> }[] = [
  { name: 'float64', open: openFloat64 },
  { name: 'cpu', open: cpu },
];
