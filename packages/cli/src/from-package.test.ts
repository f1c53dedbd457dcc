import { expect, it } from 'vitest';
import { fromPackage } from './from-package.ts';

/** Not written out in the import, so that neither the compiler nor the test's bundler looks for it. */
const absent = '@oneday/not-there';

it('a package that is not installed is named with the command that installs it', async () => {
  await expect(fromPackage(absent, () => import(absent)))
    .rejects.toThrow('@oneday/not-there is not installed; run `npm install @oneday/not-there`');
});

it('what goes wrong inside a package is told as it is', async () => {
  const broken = () => Promise.reject(new Error('no driver'));
  await expect(fromPackage('@oneday/broken', broken)).rejects.toThrow('no driver');
});
