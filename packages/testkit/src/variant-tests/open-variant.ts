/** Backends that deviate from the oracle on purpose: for tests of the suite itself. */
import { createBackend } from '@oneday/ops';
import type { Backend, NodeAttributes } from '@oneday/ops';
import { float64Engine } from '../float64/engine.ts';
import { interpreter } from '../float64/interpreter.ts';
import type { Interpret, Interpreter, PrimitiveKind } from '../float64/interpreter.ts';
import type { Tensor } from '../float64/tensor.ts';

/** Changes a result of one node; its attributes say which node it is. */
export type Deviation = (result: Tensor, kind: PrimitiveKind, attributes: NodeAttributes[PrimitiveKind]) => Tensor;

/** The float64 backend with every result changed by `deviate`. */
export function openVariant(deviate: Deviation): Backend {
  const kinds = Object.entries(interpreter) as [PrimitiveKind, Interpret<PrimitiveKind>][];
  const deviating = kinds.map(([kind, interpret]): [PrimitiveKind, Interpret<PrimitiveKind>] => [
    kind,
    (attributes, ...operands) => {
      const result = interpret(attributes, ...operands);
      return result && deviate(result, kind, attributes);
    },
  ]);
  return createBackend(float64Engine(Object.fromEntries(deviating) as Interpreter));
}

/** Float results rounded to `f32`: the least that a real device does. */
export const roundedToF32: Deviation = (result) =>
  result.data instanceof Float64Array ? { ...result, data: result.data.map(Math.fround) } : result;
