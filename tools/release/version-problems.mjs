/** What a changeset says where it asks for the next major version. */
const MAJOR = /^['"]?@oneday\/[\w-]+['"]?: major$/m;

/**
 * What is wrong with the versions that changesets have made: a line for each thing.
 *
 * @param {readonly object[]} before manifests of all packages
 * @param {readonly object[]} after the same, with their new versions
 * @param {readonly string[]} changes the changesets that were spent
 */
export function versionProblems(before, after, changes) {
  const [{ version }] = after;
  const apart = after.filter((manifest) => manifest.version !== version)
    .map((manifest) => `${manifest.name}: is ${manifest.version} where others are ${version}; all share one version`);
  const breaking = changes.some((change) => MAJOR.test(change));
  const leaps = before.map(({ version: old }) => old).filter((old) => !breaking && majorOf(old) !== majorOf(version));
  if (leaps.length === 0) return apart;
  return [...apart, `all packages: went from ${leaps[0]} to ${version}, and no changeset asks for a major version; ` +
    'a peer of ours that left its range does that, so write it as a range with room'];
}

/** What is wrong with a package's change log. */
export function changeLogProblems({ name, version }, changeLog) {
  if (changeLog.startsWith(`# ${name}\n\n## ${version}\n`)) return [];
  return [`${name}: CHANGELOG.md must begin with its name and ${version}; got "${changeLog.slice(0, 60)}"`];
}

function majorOf(version) {
  return version.split('.')[0];
}
