import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const committed = fileURLToPath(new URL('../../fixtures', import.meta.url));

/**
 * The cases that a script of tools/parity made: the committed ones, or those of tools/parity/metrics-live.mjs, which
 * names its folder in `METRIC_FIXTURES`.
 */
export function readFixture<T>(name: string): readonly T[] {
  const folder = process.env['METRIC_FIXTURES'] ?? committed;
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as readonly T[];
}
