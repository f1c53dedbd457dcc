/** Values and gradients of every operation, against float64. */
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseGroups } from '../cases/all-cases.ts';
import { mismatchesOfAll } from '../compare-case.ts';
import { openFloat64 } from '../float64/open-float64.ts';
import type { CaseRun } from '../run-case.ts';
import type { CaseOptions } from './suite-options.ts';

/** Defines a suite for each group of operations. */
export function caseSuite({ open, casesPerProgram = 1, isIncluded = () => true }: CaseOptions): void {
  const groups = caseGroups
    .map(([concept, cases]) => [concept, cases.filter(({ name }) => isIncluded(name))] as const)
    .filter(([, cases]) => cases.length > 0);
  describe.each(groups)('%s equal float64, values and gradients', (_, cases) => {
    let backend: Backend;
    let oracle: Backend;
    beforeAll(async () => {
      backend = await open();
      oracle = await openFloat64();
    });
    afterAll(async () => {
      await backend.close();
      await oracle.close();
    });

    const runs = cases.flatMap((test) =>
      (test.policies ?? (['f32'] as const)).map((policy): CaseRun => ({ test, policy })));
    for (let start = 0; start < runs.length; start += casesPerProgram) {
      const together = runs.slice(start, start + casesPerProgram);
      let mismatches: Promise<string[][]> | undefined;
      together.forEach(({ test: { name }, policy }, i) => {
        it(policy === 'f32' ? name : `${name}, operands in ${policy}`, async () => {
          mismatches ??= mismatchesOfAll(backend, oracle, together);
          expect((await mismatches)[i]).toEqual([]);
        });
      });
    }
  });
}
