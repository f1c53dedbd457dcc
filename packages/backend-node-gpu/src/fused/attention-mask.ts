/** Which keys each query sees. */
import type { AttentionAttributes, AttentionInputs, AttentionSizes } from '@oneday/ops';
import type { Plan, Slot } from '../plan.ts';
import type { OperandsOf } from './tensor-kernel.ts';

const integer = { dtype: 'i32' } as const;

/** Truths, repeatable to [B,H,Tq,Tk]; undefined where every query sees every key. */
export function visibleKeys(
  plan: Plan, inputs: OperandsOf<AttentionInputs>, { causal, window }: AttentionAttributes,
  { batch, queryTime, keyTime }: AttentionSizes,
): Slot | undefined {
  const conditions: Slot[] = [];
  const range = (size: number, shape: readonly number[]) =>
    plan.constant(Int32Array.from({ length: size }, (_, i) => i), shape);
  const key = range(keyTime, [1, 1, 1, keyTime]);
  const length = inputs.keyLength === undefined ? plan.scalar(keyTime, integer) : plan.input(inputs.keyLength.index);
  if (inputs.keyLength !== undefined) conditions.push(plan.run('Less', [key, length]));
  if (causal) {
    const offset = plan.run('Sub', [length, plan.scalar(queryTime, integer)]);
    const position = plan.run('AddV2', [range(queryTime, [1, 1, queryTime, 1]), offset]);
    conditions.push(plan.run('LessEqual', [key, position]));
    if (window !== undefined) {
      conditions.push(plan.run('Greater', [key, plan.run('Sub', [position, plan.scalar(window, integer)])]));
    }
  }
  if (inputs.querySegments !== undefined) {
    const ofQuery = plan.input(inputs.querySegments.index, [batch, 1, queryTime, 1]);
    const ofKey = plan.input(inputs.keySegments!.index, [batch, 1, 1, keyTime]);
    conditions.push(plan.run('Equal', [ofQuery, ofKey]), plan.run('NotEqual', [ofKey, plan.scalar(0, integer)]));
  }
  return conditions.reduce<Slot | undefined>(
    (all, condition) => (all === undefined ? condition : plan.run('LogicalAnd', [all, condition])), undefined,
  );
}
