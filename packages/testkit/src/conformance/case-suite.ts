/** Values and gradients of every operation, against float64. */
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseGroups } from '../cases/all-cases.ts';
import { mismatchesOf } from '../compare-case.ts';
import { openFloat64 } from '../float64/open-float64.ts';
import type { ConformanceOptions } from './suite-options.ts';

/** Defines a suite for each group of operations. */
export function caseSuite({ open }: ConformanceOptions): void {
  describe.each(caseGroups)('%s equal float64, values and gradients', (_, cases) => {
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

    for (const test of cases) {
      for (const policy of test.policies ?? (['f32'] as const)) {
        it(policy === 'f32' ? test.name : `${test.name}, operands in ${policy}`, async () => {
          expect(await mismatchesOf(backend, oracle, test, policy)).toEqual([]);
        });
      }
    }
  });
}
