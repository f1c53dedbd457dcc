import { basename, join } from 'node:path';
import { pages } from '../docs/pages.mjs';
import { Consumer } from './consumer.mjs';
import { pagesByFolder, PageConsumer } from './page-consumer.mjs';

/** What only those get who ask for it, by a package that stands on it. */
const UNASKED = /^(?:@tensorflow\/.*|webgpu)$/;
const STAND_ON_TENSORFLOW = ['@oneday/backend-node-gpu', '@oneday/backend-webgpu', '@oneday/tfjs-adapter'];

/** @throws where a package brings along what nobody asked for */
function requireAsked({ name }, { others }) {
  const unasked = STAND_ON_TENSORFLOW.includes(name) ? [] : others.filter((other) => UNASKED.test(other));
  if (unasked.length > 0) throw new Error(`brings ${unasked.join(', ')} along, which nobody asked for`);
}

/**
 * One package in a project of its own: whether everything its README says is so.
 *
 * @returns what it brings along, and why its program was not run, where it was not
 */
function consume(folder, packed, source, nodes) {
  const consumer = new Consumer(folder, packed, source);
  const installed = consumer.installAlone();
  requireAsked(packed, installed);
  consumer.checkDeclarations();
  for (const node of nodes) consumer.importEntries(node);
  consumer.installAsInReadme();
  consumer.compileProgram();
  const reasons = nodes.map((node) => consumer.runReadme(node));
  return { installed, reason: reasons.find((each) => each !== undefined) };
}

/**
 * Consumes packages, one after the other.
 *
 * @param {readonly import('./pack.mjs').Packed[]} packages
 * @param {import('./sources.mjs').Source} source where they come from
 * @param {readonly { version: string, binary: string }[]} nodes what their programs run on
 * @param {string} folder where to make their projects
 * @param {() => Promise<void>} [proceed] is asked before each, and throws where it is to end
 * @returns {Promise<{ rows: object[], problems: string[] }>} figures of those that work, and what is wrong with others
 */
export async function consumeAll(packages, source, nodes, folder, proceed = async () => {}) {
  const rows = [];
  const problems = [];
  for (const packed of packages) {
    await proceed();
    try {
      const { installed, reason } = consume(join(folder, basename(packed.folder)), packed, source, nodes);
      rows.push({ packed, installed });
      const { ours, others, bytes } = installed;
      const count = ours.length + others.length;
      console.log(`${packed.name.padEnd(26)} works alone: ${count} packages, ${(bytes / 1e6).toFixed(2)} MB`);
      if (reason !== undefined) console.log(`${''.padEnd(26)} its program was not run: ${reason}`);
    } catch (error) {
      problems.push(`${packed.name}: ${error.message}`);
    }
  }
  return { rows, problems };
}

/**
 * Does what the documentation's pages say, in a project for each that they begin: from what a registry has, on the
 * oldest Node and on the newest.
 *
 * @returns {Promise<string[]>} what is wrong, a line for each project
 */
export async function consumePages(root, source, nodes, folder, proceed) {
  const problems = [];
  for (const group of pagesByFolder(pages)) {
    await proceed();
    const names = group.map(({ name }) => name).join(', ');
    try {
      const consumer = new PageConsumer(join(folder, group[0].name), group, source, root);
      consumer.setUp();
      consumer.compile();
      for (const node of [nodes[0], nodes.at(-1)]) await consumer.runOn(node);
      console.log(`docs: ${names} as printed`);
    } catch (error) {
      problems.push(`docs: ${names}: ${error.message}`);
    }
  }
  return problems;
}

/** The packages of the given names: `core cli`. */
export function chosenFrom(packages, names) {
  const unknown = names.find((name) => !packages.some(({ folder }) => basename(folder) === name));
  if (unknown !== undefined) throw new Error(`there is no package ${unknown} in packages/`);
  return packages.filter(({ folder }) => names.includes(basename(folder)));
}
