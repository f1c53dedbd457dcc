/** The same call site on every backend: the oracle, and the one that users train on. */
import { cpu } from '@oneday/backend-cpu';
import type { Backend } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';

export type Open = () => Promise<Backend>;

/** Name and `open` function of each. */
export const devices: readonly (readonly [name: string, open: Open])[] = [['float64', openFloat64], ['cpu', cpu]];
