/** The backends that models are tested on, and how many of PyTorch's 50 steps each takes: the oracle is slow. */
import { cpu } from '@oneday/backend-cpu';
import type { Backend } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';

/** A backend under test. */
export interface TestDevice {
  readonly name: string;
  readonly open: () => Promise<Backend>;
  readonly steps: number;
}

/** All of them. */
export const devices: readonly TestDevice[] = [
  { name: 'float64', open: openFloat64, steps: 1 },
  { name: 'cpu', open: cpu, steps: 50 },
];
