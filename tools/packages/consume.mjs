import { basename, join } from 'node:path';
import { Consumer } from './consumer.mjs';

/** One package in a project of its own: what it brings along, and whether everything its README says is so. */
function consume(folder, packed, source, nodes) {
  const consumer = new Consumer(folder, packed, source);
  const installed = consumer.installAlone();
  consumer.checkDeclarations();
  for (const node of nodes) consumer.importEntries(node);
  consumer.installAsInReadme();
  consumer.compileProgram();
  for (const node of nodes) consumer.runReadme(node);
  return installed;
}

/**
 * Consumes packages, one after the other.
 *
 * @param {readonly import('./pack.mjs').Packed[]} packages
 * @param {import('./sources.mjs').Source} source where they come from
 * @param {readonly { version: string, binary: string }[]} nodes what their programs run on
 * @param {string} folder where to make their projects
 * @returns {{ rows: object[], problems: string[] }} figures of those that work, and what is wrong with the others
 */
export function consumeAll(packages, source, nodes, folder) {
  const rows = [];
  const problems = [];
  for (const packed of packages) {
    try {
      const installed = consume(join(folder, basename(packed.folder)), packed, source, nodes);
      rows.push({ packed, installed });
      const { ours, others, bytes } = installed;
      const count = ours.length + others.length;
      console.log(`${packed.name.padEnd(26)} works alone: ${count} packages, ${(bytes / 1e6).toFixed(2)} MB`);
    } catch (error) {
      problems.push(`${packed.name}: ${error.message}`);
    }
  }
  return { rows, problems };
}

/** The packages of the given names (`core cli`), or all where no name is given. */
export function chosenFrom(packages, names) {
  const unknown = names.find((name) => !packages.some(({ folder }) => basename(folder) === name));
  if (unknown !== undefined) throw new Error(`there is no package ${unknown} in packages/`);
  return packages.filter(({ folder }) => names.length === 0 || names.includes(basename(folder)));
}
