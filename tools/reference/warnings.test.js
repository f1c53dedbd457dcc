import { expect, it } from 'vitest';
import { problemsOf } from './warnings.mjs';

it('what TypeDoc warns of is a problem, but for members of documented types', () => {
  const output = [
    '[info] Converting project at packages/core',
    '[warning] Metric.merge (CallSignature), defined in @oneday/core/src/metric.ts, does not have any documentation',
    '[warning] suggestName (CallSignature), defined in @oneday/core/src/suggest.ts, does not have any documentation',
    'packages/ops/src/attention.ts:14:19 - [warning] Failed to resolve link to "Attention"',
    '',
    '14      /** {@link Attention} */',
    '[warning] Found 0 errors and 3 warnings',
  ].join('\n');
  expect(problemsOf(output)).toEqual({
    problems: [
      '@oneday/core/src/suggest.ts: suggestName has no doc comment',
      'packages/ops/src/attention.ts:14:19: Failed to resolve link to "Attention"',
    ],
    members: 1,
  });
});
