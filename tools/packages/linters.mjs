import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** Our packages are modules alone: `require` and resolution from before `exports` are not promised. */
const NOT_PROMISED = ['node10', 'node16-cjs'];

/** What publint says of a packed package, a line for each thing. @param {import('./pack.mjs').Packed} packed */
export async function publintProblems({ name, tarball }) {
  const { messages, pkg } = await publint({ pack: { tarball: bytesOf(tarball).buffer }, strict: true });
  return messages.map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`);
}

/** Where the types of a packed package do not resolve as its code does, a line for each thing. */
export async function typesProblems({ name, tarball }) {
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(bytesOf(tarball)));
  if (types === false) return [`${name}: has no types`];
  return problems.filter(({ resolutionKind }) => !NOT_PROMISED.includes(resolutionKind))
    .map((problem) => `${name}: ${problem.entrypoint ?? ''} ${problemKindInfo[problem.kind].shortDescription}`);
}

/** A copy, since Node's small buffers are parts of a shared one. */
function bytesOf(file) {
  return Uint8Array.from(readFileSync(file));
}
