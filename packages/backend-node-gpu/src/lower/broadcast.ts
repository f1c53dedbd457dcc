/** The node that repeats axes. */
import type { NodeOf } from '@oneday/ops';
import type { PreparedNode } from '@oneday/tfjs-adapter';
import type { TensorArray } from '../tensor-array.ts';

/** Computes nothing: who reads the result repeats what is needed, and operations on elements need nothing. */
export function prepareBroadcast({ inputs, outputs }: NodeOf<'broadcast'>): PreparedNode<TensorArray> {
  const [{ shape }, { shape: full }] = [inputs[0]!, outputs[0]!];
  return { run: ([source], [repeated]) => repeated!.repeat(source!, shape, full) };
}
