import { add, logSumExp, multiply, subtract } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';

/** From logits f32[N,V] and targets i32[N]: ln p(target), and 1 where it has the largest logit; f32[2,N]. */
export function targetScores(o: Ops, logitsNV: Value, targetsN: Value): Value {
  const [rows, vocabulary] = logitsNV.shape as [number, number];
  const flat = add(o, multiply(o, o.iota([rows], 0, 'i32'), vocabulary), targetsN);
  const ofTarget = o.gatherRows(o.reshape(logitsNV, [rows * vocabulary, 1]), o.reshape(flat, [1, rows]));
  const logProbability = subtract(o, o.reshape(ofTarget, [1, rows]), o.reshape(logSumExp(o, logitsNV), [1, rows]));
  const isBest = o.cast(o.compare('equal', o.argMax(logitsNV, 1), targetsN), 'f32');
  return o.concat([logProbability, o.reshape(isBest, [1, rows])], 0);
}
