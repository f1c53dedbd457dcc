import { describe, expect, it } from 'vitest';
import { changeLogProblems, versionProblems } from './version-problems.mjs';

const packages = (...versions) => versions.map((version, i) => ({ name: `@oneday/p${i}`, version }));
const minor = "---\n'@oneday/p0': minor\n---\n\nMore.\n";
const major = "---\n'@oneday/p0': major\n---\n\nAnother.\n";

describe('the versions of a release', () => {
  it('are right where all packages have the same next one', () => {
    expect(versionProblems(packages('0.1.0', '0.1.0'), packages('0.2.0', '0.2.0'), [minor])).toEqual([]);
  });

  it('are wrong where one is left behind', () => {
    expect(versionProblems(packages('0.1.0', '0.1.0'), packages('0.2.0', '0.1.0'), [minor])).toEqual([
      '@oneday/p1: is 0.1.0 where others are 0.2.0; all share one version',
    ]);
  });

  it('are wrong where nobody asked for a major one', () => {
    expect(versionProblems(packages('0.1.0'), packages('1.0.0'), [minor])).toEqual([
      expect.stringContaining('all packages: went from 0.1.0 to 1.0.0, and no changeset asks for a major version'),
    ]);
    expect(versionProblems(packages('0.1.0'), packages('1.0.0'), [minor, major])).toEqual([]);
  });
});

describe('a change log', () => {
  const [released] = packages('0.2.0');

  it('begins with the package and its version', () => {
    expect(changeLogProblems(released, '# @oneday/p0\n\n## 0.2.0\n\n### Minor Changes\n')).toEqual([]);
  });

  it('is missed where it does not', () => {
    expect(changeLogProblems(released, '')).toHaveLength(1);
    expect(changeLogProblems(released, '# @oneday/p0\n\n## 0.1.0\n')).toEqual([
      '@oneday/p0: CHANGELOG.md must begin with its name and 0.2.0; got "# @oneday/p0\n\n## 0.1.0\n"',
    ]);
  });
});
