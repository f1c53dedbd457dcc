import { add, layerNorm, multiply } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { caseGroups } from './cases/all-cases.ts';
import { normals } from './cases/operation-case.ts';
import { checkDerivative } from './check-derivative.ts';

/** Cases whose gradients are those of a smooth function at a point away from its kinks. */
const groups = caseGroups.map(([concept, cases]) =>
  [concept, cases.filter(({ gradients = [], smooth }) => gradients.length > 0 && smooth !== false)] as const);

describe.each(groups.filter(([, cases]) => cases.length > 0))('derivatives of %s, by differences', (_, cases) => {
  it.each(cases.map((test) => [test.name, test] as const))('%s', async (name, { inputs, gradients, compute }) => {
    const entries = Object.entries(inputs);
    const chosen = Object.fromEntries(entries.filter(([input]) => gradients!.includes(input)));
    const fixed = Object.fromEntries(entries.filter(([input]) => !gradients!.includes(input)));
    await expect(checkDerivative({ name, inputs: chosen, fixed, compute })).resolves.toBeDefined();
  });
});

describe('checkDerivative', () => {
  const inputs = { x: normals('x', [7]) };

  it('gives both derivatives along every direction', async () => {
    const results = await checkDerivative({ name: 'square', inputs, compute: (o, { x }) => multiply(o, x!, x!) });
    expect(results.map(({ input }) => input)).toEqual(['x', 'x']);
    results.forEach(({ byTape, byDifferences }) => expect(byTape).toBeCloseTo(byDifferences, 8));
  });

  it('finds a gradient that is cut off', async () => {
    const compute = checkDerivative({
      name: 'half', inputs, compute: (o, { x }) => add(o, multiply(o, x!, x!), o.stopGradient(x!)),
    });
    await expect(compute).rejects.toThrow(/half: the derivative by x is .* by the tape, but .* by differences/);
  });

  it('finds a gradient that is off by a ten-thousandth', async () => {
    const scaled = (factor: number) => checkDerivative({
      name: 'layer', inputs, compute: (o, { x }) =>
        add(o, multiply(o, layerNorm(o, x!), factor), o.stopGradient(multiply(o, layerNorm(o, x!), 1 - factor))),
    });
    await expect(scaled(1)).resolves.toBeDefined();
    await expect(scaled(1 - 1e-4)).rejects.toThrow('layer');
  });
});
