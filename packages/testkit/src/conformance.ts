/** The conformance suite: the entry `@oneday/testkit/conformance`, apart from the main one because it needs vitest. */
import { describe } from 'vitest';
import { caseSuite } from './conformance/case-suite.ts';
import type { ConformanceOptions } from './conformance/suite-options.ts';

export type { ConformanceOptions } from './conformance/suite-options.ts';

/** Defines the tests that hold for every backend; call it in a test file of yours. */
export function conformance(options: ConformanceOptions): void {
  describe(`conformance of ${options.name}`, () => {
    caseSuite(options);
  });
}
