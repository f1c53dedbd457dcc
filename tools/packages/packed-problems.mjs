import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentProblems } from './content-problems.mjs';
import { publintProblems, typesProblems } from './linters.mjs';
import { readSizes, sizeProblems } from './sizes.mjs';

/** What is wrong with packed packages themselves, a line for each thing. `root` has the licence and the sizes. */
export async function packedProblems(root, packages) {
  const license = readFileSync(join(root, 'LICENSE'), 'utf8');
  const problems = sizeProblems(packages, readSizes(join(root, 'tools', 'packages', 'sizes.json')));
  for (const packed of packages) {
    problems.push(
      ...contentProblems(packed, license), ...await publintProblems(packed), ...await typesProblems(packed),
    );
  }
  return problems;
}
