/** Runs cases on one backend. */
import { foldIn, randomNormal, seedKey } from '@oneday/core';
import type { TypedArray } from '@oneday/core';
import { add, disposeAll, isFloat, multiply, sizeOf, specOfFeed, sum, Tape, Value, withPrecision } from '@oneday/ops';
import type { Backend, DeviceArray, Ops, PrecisionPolicy, Program, Spec, ValueRecord, Variable } from '@oneday/ops';
import type { NamedArrays, NamedValues, OperationCase } from './cases/operation-case.ts';

/** One array that a case computes. */
export interface CaseResult {
  /** `out`, `gradient of weight`. */
  readonly label: string;
  readonly spec: Spec;
  readonly data: TypedArray;
}

/** Results of `compute` by name; a single value is called `out`. */
export function namedOutputs(result: Value | ValueRecord): NamedValues {
  if (result instanceof Value) return { out: result };
  return Object.fromEntries(Object.entries(result).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/**
 * A scalar that depends on every float output: the sum of their products with random numbers, the same everywhere. Its
 * gradients are those of the outputs for a random cotangent.
 */
export function weightedSum(o: Ops, outputs: NamedValues): Value {
  const terms = Object.entries(outputs).filter(([, value]) => isFloat(value.dtype)).map(([name, value]) => {
    const weights = randomNormal(foldIn(seedKey(2), name), sizeOf(value.shape));
    const wide = value.dtype === 'f32' ? value : o.cast(value, 'f32');
    return sum(o, multiply(o, wide, o.constant(weights, { shape: value.shape, dtype: 'f32' })));
  });
  return terms.reduce((total, term) => add(o, total, term));
}

/** Specs of what is fed, for `prepare`. */
export function specsOfFeeds(feeds: NamedArrays): { [name: string]: Spec } {
  return Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, specOfFeed(feed)]));
}

/** A case under one of its policies. */
export interface CaseRun {
  readonly test: OperationCase;
  readonly policy: PrecisionPolicy;
}

/** Runs the cases' calls with all inputs fed, in one program, and gives the outputs of each. */
export async function runForward(backend: Backend, runs: readonly CaseRun[]): Promise<CaseResult[][]> {
  const program = backend.program(nameOf(runs), (o, inputs: readonly NamedValues[]) =>
    runs.map(({ test, policy }, i) => namedOutputs(test.compute(withPrecision(o, policy), inputs[i]!))));
  const feeds = runs.map(({ test }) => test.inputs);
  const outputs = await runOnce(program, feeds);
  return Promise.all(outputs.map((owned) => readAll(backend, owned)));
}

/**
 * Runs the cases' calls under a tape each, in one program, twice, and gives the outputs of each and twice the gradients
 * of {@link weightedSum}: the second run adds to those of the first.
 */
export async function runBackward(backend: Backend, runs: readonly CaseRun[]): Promise<CaseResult[][]> {
  const prepared = runs.map(({ test, policy }) => {
    const names = test.gradients ?? [];
    const parameters = names.map((name) => variableOf(backend, name, test.inputs));
    const gradients = parameters.map(({ name, shape, dtype }) =>
      backend.variable({ name: `gradient of ${name}`, shape, dtype }));
    const fed = Object.fromEntries(Object.entries(test.inputs).filter(([name]) => !names.includes(name)));
    return { test, policy, parameters, gradients, fed };
  });
  const program = backend.program(nameOf(runs), (o, inputs: readonly NamedValues[]) =>
    prepared.map(({ test, policy, parameters, gradients }, i) => {
      const tape = new Tape(o, { gradients: new Map(parameters.map((parameter, j) => [parameter, gradients[j]!])) });
      const ops = withPrecision(tape, policy);
      const read = Object.fromEntries(parameters.map((parameter) => [parameter.name, ops.read(parameter)]));
      const outputs = namedOutputs(test.compute(ops, { ...inputs[i], ...read }));
      tape.backward(weightedSum(ops, outputs));
      return outputs;
    }));
  const feeds = prepared.map(({ fed }) => fed);
  disposeAll(await runOnce(program, feeds));
  const outputs = program.run(feeds) as readonly OwnedArrays[];
  return Promise.all(prepared.map(async ({ parameters, gradients }, i) => {
    const results = await readAll(backend, outputs[i]!);
    for (const gradient of gradients) {
      results.push({ label: gradient.name, spec: gradient, data: await backend.readVariable(gradient) });
    }
    [...parameters, ...gradients].forEach((variable) => backend.freeVariable(variable));
    return results;
  }));
}

type OwnedArrays = { readonly [name: string]: DeviceArray };

function nameOf(runs: readonly CaseRun[]): string {
  const more = runs.length > 1 ? ` and ${runs.length - 1} more` : '';
  return `${runs[0]!.test.name}${more}`;
}

function variableOf(backend: Backend, name: string, inputs: NamedArrays): Variable {
  const { shape, data } = inputs[name]!;
  return backend.variable({ name, shape, dtype: 'f32' }, data);
}

async function runOnce(
  program: Program<readonly NamedValues[], readonly NamedValues[]>, feeds: readonly NamedArrays[],
): Promise<readonly OwnedArrays[]> {
  await program.prepare(feeds.map(specsOfFeeds));
  return program.run(feeds);
}

async function readAll(backend: Backend, owned: OwnedArrays): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [label, array] of Object.entries(owned)) {
    results.push({ label, spec: { shape: array.shape, dtype: array.dtype }, data: await backend.read(array) });
    array.dispose();
  }
  return results;
}
