/** The conformance suite: the entry `@oneday/testkit/conformance`, apart from the main one because it needs vitest. */
import { describe } from 'vitest';
import { caseSuite } from './conformance/case-suite.ts';
import { lifetimeSuite } from './conformance/lifetime-suite.ts';
import { puritySuite } from './conformance/purity-suite.ts';
import { randomSuite } from './conformance/random-suite.ts';
import { runningSuite } from './conformance/running-suite.ts';
import { tapeSuite } from './conformance/tape-suite.ts';
import { trajectorySuite } from './conformance/trajectory-suite.ts';
import type { CaseOptions, ConformanceOptions } from './conformance/suite-options.ts';
import { variableSuite } from './conformance/variable-suite.ts';

export type { CaseOptions, ConformanceOptions } from './conformance/suite-options.ts';

/** Defines the tests that hold for every backend; call it in a test file of yours. */
export function conformance(options: ConformanceOptions): void {
  describe(`conformance of ${options.name}`, () => {
    caseSuite(options);
    randomSuite(options);
    puritySuite(options);
    runningSuite(options);
    variableSuite(options);
    lifetimeSuite(options);
    tapeSuite(options);
    trajectorySuite(options);
  });
}

/** Defines the tests of some operations: for a way to compute them that a backend takes only on some devices. */
export function conformanceOfCases(options: CaseOptions): void {
  describe(`conformance of ${options.name}`, () => caseSuite(options));
}
