import { createBackend } from '@oneday/ops';
import { conformance } from './conformance.ts';
import { openFloat64 } from './float64/open-float64.ts';
import { float64Engine } from './float64/engine.ts';
import { interpreter } from './float64/interpreter.ts';
import type { Interpret, Interpreter, PrimitiveKind } from './float64/interpreter.ts';

/** The interpreter with every float result rounded to float32: the least that a real device does wrong. */
const rounding = Object.fromEntries(Object.entries(interpreter).map(([kind, interpret]) => {
  const rounded: Interpret<PrimitiveKind> = (...call) => {
    const result = (interpret as Interpret<PrimitiveKind>)(...call);
    return result?.data instanceof Float64Array ? { ...result, data: result.data.map(Math.fround) } : result;
  };
  return [kind, rounded];
})) as unknown as Interpreter;

conformance({ name: 'float64', open: openFloat64 });
conformance({ name: 'float64 rounded to float32', open: async () => createBackend(float64Engine(rounding)) });
