const WARNING = /^(?:(?<place>\S+:\d+:\d+) - )?\[(?:warning|error)\] (?<message>.+)$/gm;
const UNDOCUMENTED = /^(?<name>\S+) \(\w+\), defined in (?<file>\S+), does not have any documentation/;
const COUNT = /^Found \d+ errors and \d+ warnings/;

/**
 * What TypeDoc has found wrong. A member of a type (`Metric.merge`) may do without a comment of its own, where its name
 * and the type's comment say it all; a name that a package exports may not.
 *
 * @param {string} output what TypeDoc printed, without colours
 * @returns {{ problems: string[], members: number }} a line for each problem, and how many members have no comment
 */
export function problemsOf(output) {
  const problems = [];
  let members = 0;
  for (const { groups: { place, message } } of output.matchAll(WARNING)) {
    if (COUNT.test(message)) continue;
    const undocumented = UNDOCUMENTED.exec(message)?.groups;
    if (undocumented?.name.includes('.')) members++;
    else if (undocumented) problems.push(`${undocumented.file}: ${undocumented.name} has no doc comment`);
    else problems.push(place === undefined ? message : `${place}: ${message}`);
  }
  return { problems, members };
}
