/** What a reader reads at a glance. */
const PROGRAM_LINES_MAX = 20;

/**
 * @typedef {object} Readme what a package's README lets a reader do
 * @property {readonly string[]} installs the packages that its `npm install` line names
 * @property {string | undefined} program its first TypeScript program
 * @property {string | undefined} output what the program is said to print
 * @property {readonly string[]} commands its shell commands other than the installation
 */

/** @returns {Readme} */
export function parseReadme(text) {
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({ language, body }));
  const at = blocks.findIndex(({ language }) => language === 'ts');
  const commands = blocks.filter(({ language }) => language === 'console')
    .flatMap(({ body }) => [...body.matchAll(/^\$ (.+)$/gm)].map(([, command]) => command));
  const install = commands.find((command) => command.startsWith('npm install '));
  return {
    installs: install?.split(' ').slice(2) ?? [],
    program: blocks[at]?.body,
    output: blocks[at + 1]?.language === 'text' ? blocks[at + 1].body : undefined,
    commands: commands.filter((command) => command !== install),
  };
}

/** What a README lacks: what the package is, its installation, a short program or commands, where to go on. */
export function readmeProblems(text, name) {
  const { installs, program, output, commands } = parseReadme(text);
  const lines = program?.split('\n').filter((line) => line.trim() !== '').length ?? 0;
  const problems = [];
  if (!text.startsWith(`# ${name}\n\n`)) problems.push(`begin with "# ${name}" and a sentence`);
  if (installs[0] !== name) problems.push(`have a console block with "$ npm install ${name}"`);
  if (program === undefined && commands.length === 0) problems.push('show a ts program or console commands');
  if (program !== undefined && output === undefined) {
    problems.push('follow its program with a text block of what it prints');
  }
  if (lines > PROGRAM_LINES_MAX) problems.push(`keep its program within ${PROGRAM_LINES_MAX} lines; got ${lines}`);
  if (!/\]\(\.\.\/\.\.\/[\w./-]+\.md/.test(text)) problems.push('link to a page of the documentation');
  return problems.map((rule) => `README.md must ${rule}`);
}
