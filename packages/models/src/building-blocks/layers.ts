/** Layers by the names of their parameters; a bias is used where the model has one. */
import type { Bound, Keys } from '@oneday/nn';
import { add, dropout, layerNorm, linear } from '@oneday/ops';
import type { LinearOptions, Ops, Value, Variable } from '@oneday/ops';

/** The linear layer `name`: x[…,in] → […,out], with an activation and a residual as `linear` adds them. */
export function affine(o: Ops, p: Bound, name: string, x: Value, options: Omit<LinearOptions, 'bias'> = {}): Value {
  return linear(o, x, p.get(`${name}.weight`), { ...options, bias: biasOf(p, name) });
}

/** `layerNorm` with the gain and bias called `name`. */
export function normed(o: Ops, p: Bound, name: string, x: Value, epsilon: number): Value {
  return layerNorm(o, x, { weight: p.get(`${name}.weight`), bias: biasOf(p, name), epsilon });
}

/** Where a model drops elements, and how many. */
export interface Dropping {
  /** Absent: nothing is dropped. */
  readonly keys: Keys | undefined;
  /** Names the place. */
  readonly site: string;
  /** Share of elements, in [0, 1). */
  readonly rate: number;
}

/** `x` with dropout, when there are keys. */
export function dropped(o: Ops, x: Value, { keys, site, rate }: Dropping): Value {
  return keys === undefined ? x : dropout(o, x, keys.at(site), rate);
}

/** The end of a branch: its last linear layer, dropout, and the addition to the residual stream. */
export function endBranch(o: Ops, p: Bound, name: string, x: Value, stream: Value, dropping: Dropping): Value {
  if (dropping.keys === undefined || dropping.rate === 0) return affine(o, p, name, x, { residual: stream });
  return add(o, stream, dropped(o, affine(o, p, name, x), dropping));
}

function biasOf(p: Bound, name: string): Variable | undefined {
  return p.has(`${name}.bias`) ? p.get(`${name}.bias`) : undefined;
}
