import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseGroups } from './cases/all-cases.ts';
import type { OperationCase } from './cases/operation-case.ts';
import { mismatchesOf } from './compare-case.ts';
import { openFloat64 } from './float64/open-float64.ts';
import { interpreter } from './float64/interpreter.ts';
import { openVariant } from './variant-tests/open-variant.ts';
import type { Deviation } from './variant-tests/open-variant.ts';
import type { Tensor } from './float64/tensor.ts';

/** The last element of a result, off by little: 1 where elements are integers, the other truth value of `bool`. */
function lastElementOff(result: Tensor): Tensor {
  const data = result.data.slice();
  const last = data.at(-1);
  if (last === undefined) return result;
  data[data.length - 1] = result.dtype === 'bool' ? 1 - last : data instanceof Float64Array ? last + 1e-4 : last + 1;
  return { ...result, data };
}

/** Operations of the kinds that have several, as they stand in the names of cases. */
const operations = [
  'negate', 'exp', 'log', 'sqrt', 'rsqrt', 'reciprocal', 'tanh', 'erf', 'sin', 'cos', 'abs', 'sign', 'floor',
  'isFinite', 'not', 'add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'power', 'remainder', 'shiftLeft',
  'shiftRight', 'and', 'or', 'xor', 'equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'sum',
];
const allCases = caseGroups.flatMap(([, cases]) => cases);

describe('the cases notice', () => {
  let oracle: Backend;
  beforeAll(async () => {
    oracle = await openFloat64();
  });
  afterAll(() => oracle.close());

  /** The first of `cases` that a backend with a fault fails. */
  async function firstFailure(deviation: Deviation, cases: readonly OperationCase[]): Promise<string | undefined> {
    await using backend = openVariant(deviation);
    for (const test of cases) {
      const found = await mismatchesOf(backend, oracle, test, 'f32').catch((error: Error) => [error.message]);
      if (found.length > 0) return found[0];
    }
    return undefined;
  }

  it.each(Object.keys(interpreter).filter((kind) => kind !== 'assign'))('a wrong last element of %s', async (wrong) => {
    const deviation: Deviation = (result, kind) => (kind === wrong ? lastElementOff(result) : result);
    expect(await firstFailure(deviation, allCases)).toBeDefined();
  });

  it.each(operations)('a wrong last element of %s', async (wrong) => {
    const deviation: Deviation = (result, _, attributes) =>
      (Object.values(attributes).includes(wrong) ? lastElementOff(result) : result);
    const own = allCases.filter(({ name }) => name.startsWith(`${wrong} of `));
    expect(await firstFailure(deviation, own)).toBeDefined();
  });

  it('a wrong element type', async () => {
    const deviation: Deviation = (result, kind) => (kind === 'unary' ? { ...result, dtype: 'bf16' } : result);
    expect(await firstFailure(deviation, allCases)).toBe('out is bf16[], not f32[]');
  });

  it('nothing where nothing is wrong', async () => {
    expect(await firstFailure((result) => result, allCases)).toBeUndefined();
  });
});
