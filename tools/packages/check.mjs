// `npm run packages`: packs every package as for the registry, checks what is in them, installs each into an empty
// project, runs the program of its README there on every supported Node, and writes figures into docs/packages.md. It
// needs the registry, and packages that are built. Given names of packages (`core cli`), it consumes these alone and
// leaves the page as it is. `--update-sizes` only makes the present sizes the table.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Consumer } from './consumer.mjs';
import { contentProblems } from './content-problems.mjs';
import { writeFigures } from './figures.mjs';
import { publintProblems, typesProblems } from './linters.mjs';
import { fetchNodes } from './nodes.mjs';
import { pack, packageFolders } from './pack.mjs';
import { readSizes, sizeProblems, writeSizes } from './sizes.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const sizesFile = join(root, 'tools', 'packages', 'sizes.json');

/** What is wrong with the packed packages themselves. */
async function packedProblems(packages) {
  const license = readFileSync(join(root, 'LICENSE'), 'utf8');
  const problems = sizeProblems(packages, readSizes(sizesFile));
  for (const packed of packages) {
    problems.push(
      ...contentProblems(packed, license), ...await publintProblems(packed), ...await typesProblems(packed),
    );
  }
  return problems;
}

/** One package in a project of its own: what it brings along, and whether everything its README says is so. */
function consume(folder, packed, all, nodes) {
  const consumer = new Consumer(folder, packed, all);
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
 * @param packages those to consume
 * @param all where they come from that these depend on
 * @returns {{ rows: object[], problems: string[] }} figures of those that work, and what is wrong with the others
 */
function consumeAll(packages, all, nodes, temporary) {
  const rows = [];
  const problems = [];
  for (const packed of packages) {
    try {
      const installed = consume(join(temporary, basename(packed.folder)), packed, all, nodes);
      rows.push({ packed, installed });
      console.log(`${packed.name}: installs alone, and does what its README says`);
    } catch (error) {
      problems.push(`${packed.name}: ${error.message}`);
    }
  }
  return { rows, problems };
}

async function check(temporary, { values, positionals: names }) {
  const all = pack(packageFolders(root), temporary);
  if (values['update-sizes']) return writeSizes(sizesFile, all);
  const unknown = names.find((name) => !all.some(({ folder }) => basename(folder) === name));
  if (unknown !== undefined) throw new Error(`check: there is no package ${unknown} in packages/`);
  const chosen = all.filter(({ folder }) => names.length === 0 || names.includes(basename(folder)));
  const nodes = fetchNodes(join(temporary, 'nodes'));
  const { rows, problems } = consumeAll(chosen, all, nodes, temporary);
  problems.unshift(...await packedProblems(all));
  for (const problem of problems) console.error(`failed: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else if (names.length === 0) writeFigures(join(root, 'docs', 'packages.md'), rows, nodes);
}

const args = parseArgs({ options: { 'update-sizes': { type: 'boolean', default: false } }, allowPositionals: true });
const temporary = mkdtempSync(join(tmpdir(), 'oneday-packages-'));
try {
  await check(temporary, args);
} finally {
  rmSync(temporary, { recursive: true });
}
