/** Random bits. */
import { sizeOf } from '@oneday/ops';
import type { NodeOf } from '@oneday/ops';
import { integerAttribute, typeAttribute } from '../binding.ts';
import type { Plan, Slot } from '../plan.ts';
import { convert } from './elementwise.ts';

const word = { dtype: 'u32' } as const;
const rotations = [[13, 15, 26, 6], [17, 29, 16, 24]] as const;
const parity = 0x1bd11bda;

/** Threefry-2x32-20 (Salmon et al., SC 2011) over all counters (j, 0) at once, a word at a time. */
export function lowerRandomBits(plan: Plan, { outputs }: NodeOf<'randomBits'>): void {
  const { shape } = outputs[0]!;
  const size = sizeOf(shape);
  const blocks = Math.ceil(size / 2);
  const key = plan.input(0);
  const part = (at: number) => plan.run('StridedSlice', [
    key, plan.integers([at]), plan.integers([at + 1]), plan.integers([1]),
  ], [integerAttribute('shrink_axis_mask', 1)]);
  const schedule = [part(0), part(1)];
  const both = plan.run('BitwiseXor', [schedule[0]!, schedule[1]!]);
  schedule.push(plan.run('BitwiseXor', [both, plan.scalar(parity, word)]));
  const [first, last, step] = [0, blocks, 1].map((n) => plan.scalar(n, { dtype: 'i32' }));
  const counters = convert(plan, plan.run('Range', [first!, last!, step!]), 'i32', 'u32');
  let x0 = plan.run('AddV2', [counters, schedule[0]!]);
  let x1 = schedule[1]!;
  for (let block = 1; block <= 5; block++) {
    for (const rotation of rotations[(block + 1) % 2]!) {
      x0 = plan.run('AddV2', [x0, x1]);
      x1 = plan.run('BitwiseXor', [rotated(plan, x1, rotation), x0]);
    }
    x0 = plan.run('AddV2', [x0, schedule[block % 3]!]);
    const injected = plan.run('AddV2', [schedule[(block + 1) % 3]!, plan.scalar(block, word)]);
    x1 = plan.run('AddV2', [x1, injected]);
  }
  const pairs = plan.run('Pack', [x0, x1], [
    integerAttribute('N', 2), integerAttribute('axis', 1), typeAttribute('T', 'u32'),
  ]);
  const flat = plan.run('Reshape', [pairs, plan.integers([2 * blocks])]);
  const bits = plan.run('Slice', [flat, plan.integers([0]), plan.integers([size])]);
  plan.result(plan.run('Reshape', [bits, plan.integers(shape)]));
}

function rotated(plan: Plan, x: Slot, by: number): Slot {
  return plan.run('BitwiseOr', [
    plan.run('LeftShift', [x, plan.scalar(by, word)]), plan.run('RightShift', [x, plan.scalar(32 - by, word)]),
  ]);
}
