/** Finite differences: whether the tape's gradient of a function is its derivative. */
import { foldIn, randomNormal, seedKey } from '@oneday/core';
import { Tape } from '@oneday/ops';
import type { Backend, HostArray, Ops, Value, ValueRecord, Variable } from '@oneday/ops';
import type { NamedArrays, NamedValues } from './cases/operation-case.ts';
import { openFloat64 } from './float64/open-float64.ts';
import { namedOutputs, specsOfFeeds, weightedSum } from './run-case.ts';

/** A function of values and where its derivative is taken. */
export interface DerivativeCheck {
  /** For messages. */
  readonly name: string;
  /** `f32` arrays that the derivative is taken by. */
  readonly inputs: NamedArrays;
  /** What else the function takes. */
  readonly fixed?: NamedArrays;
  /** The function, written in ops. Its float outputs are summed with random weights. */
  compute(o: Ops, inputs: NamedValues): Value | ValueRecord;
}

/** How a derivative is checked. */
export interface DerivativeCheckOptions {
  /** Half the distance of the two points, in units of the inputs. Default 1e-5, right for float64 and inputs near 1. */
  readonly step?: number;
  /** Random directions for each input. Default 2. */
  readonly directions?: number;
  /** Allowed error, relative to the gradient's length and to the derivative. Default 1e-6. */
  readonly tolerance?: number;
}

/** One directional derivative. */
export interface DirectionalDerivative {
  readonly input: string;
  /** By the tape: gradient · direction. */
  readonly byTape: number;
  /** By central differences: (f(x + hd) − f(x − hd)) / 2h. */
  readonly byDifferences: number;
  /** |byTape − byDifferences| / (|gradient| + |byTape|), with an absolute 1e-9 in the denominator. */
  readonly error: number;
}

/**
 * Compares gradients of `compute` with central differences in float64, along random directions of unit length.
 * Throws where one is off by more than the tolerance; gives them all.
 */
export async function checkDerivative(
  check: DerivativeCheck, { step = 1e-5, directions = 2, tolerance = 1e-6 }: DerivativeCheckOptions = {},
): Promise<DirectionalDerivative[]> {
  await using backend = await openFloat64();
  const point = await pointOf(backend, check);
  const results: DirectionalDerivative[] = [];
  for (const [input, at] of Object.entries(check.inputs)) {
    const gradient = await point.gradient(input);
    for (let i = 0; i < directions; i++) {
      const direction = unitVector(`${input} ${i}`, at.data.length);
      const along = (distance: number) => point.valueAt(input, moved(at, direction, distance));
      const byDifferences = (await along(step) - await along(-step)) / (2 * step);
      const byTape = dot(gradient, direction);
      const error = Math.abs(byTape - byDifferences) / (Math.sqrt(dot(gradient, gradient)) + Math.abs(byTape) + 1e-9);
      results.push({ input, byTape, byDifferences, error });
    }
  }
  const wrong = results.find(({ error }) => !(error <= tolerance));
  if (wrong === undefined) return results;
  throw new Error(`${check.name}: the derivative by ${wrong.input} is ${wrong.byTape} by the tape, but ${
    wrong.byDifferences} by differences; the error ${wrong.error.toExponential(2)} is above ${tolerance}`);
}

/** The function at its point: its value when one input is moved, and its gradients. */
interface Point {
  valueAt(input: string, elements: Float64Array): Promise<number>;
  gradient(input: string): Promise<Float64Array>;
}

async function pointOf(backend: Backend, { name, inputs, fixed = {}, compute }: DerivativeCheck): Promise<Point> {
  // Variables keep all digits of what is written to them, which what is fed does not.
  const variables = new Map(Object.entries(inputs).map(([input, { shape, data }]) =>
    [input, backend.variable({ name: input, shape, dtype: 'f32' }, data)] as const));
  const gradients = new Map([...variables].map(([input, { shape, dtype }]) =>
    [input, backend.variable({ name: `gradient of ${input}`, shape, dtype })] as const));
  const pairs = new Map([...variables].map(([input, variable]) => [variable, gradients.get(input)!]));
  const value = (o: Ops, given: NamedValues): Value => {
    const read = Object.fromEntries([...variables].map(([input, variable]) => [input, o.read(variable)]));
    return weightedSum(o, namedOutputs(compute(o, { ...given, ...read })));
  };
  const forward = backend.program(name, (o, given: NamedValues) => ({ sum: value(o, given) }));
  const backward = backend.program(`gradient of ${name}`, (o, given: NamedValues) => {
    const tape = new Tape(o, { gradients: pairs });
    tape.backward(value(tape, given));
  });
  const specs = specsOfFeeds(fixed);
  await Promise.all([forward.prepare(specs), backward.prepare(specs)]);
  backward.run(fixed);
  const elementsOf = async (variable: Variable) => (await backend.readVariable(variable)) as Float64Array;
  return {
    async valueAt(input, elements) {
      const variable = variables.get(input)!;
      backend.writeVariable(variable, elements);
      using sum = forward.run(fixed).sum;
      backend.writeVariable(variable, inputs[input]!.data);
      return (await backend.read(sum))[0]!;
    },
    gradient: (input) => elementsOf(gradients.get(input)!),
  };
}

/** A random direction of length 1. */
function unitVector(name: string, size: number): Float64Array {
  const vector = Float64Array.from(randomNormal(foldIn(seedKey(3), name), size));
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((x) => x / (length || 1));
}

function moved(at: HostArray, direction: Float64Array, distance: number): Float64Array {
  return direction.map((d, i) => Number(at.data[i]) + d * distance);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
