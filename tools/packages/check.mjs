// `npm run packages`: packs every package as for the registry, checks what is in them, installs each into an empty
// project and runs the program of its README there on every supported Node. It needs the registry for what packages
// depend on, and packages that are built. Given names of packages (`core cli`), it consumes these alone.
// `--this-node` takes the Node that runs this instead; `--update-sizes` only makes the present sizes the table.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosenFrom, consumeAll } from './consume.mjs';
import { fetchNodes, thisNode } from './nodes.mjs';
import { pack, packageFolders } from './pack.mjs';
import { packedProblems } from './packed-problems.mjs';
import { writeSizes } from './sizes.mjs';
import { fromTarballs } from './sources.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

async function check(temporary, { values, positionals: names }) {
  const all = pack(packageFolders(root), temporary);
  if (values['update-sizes']) return writeSizes(join(root, 'tools', 'packages', 'sizes.json'), all);
  const chosen = names.length === 0 ? all : chosenFrom(all, names);
  const nodes = values['this-node'] ? [thisNode] : fetchNodes(join(temporary, 'nodes'));
  const { problems } = await consumeAll(chosen, fromTarballs(all), nodes, temporary);
  problems.unshift(...await packedProblems(root, all));
  for (const problem of problems) console.error(`failed: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

const flag = { type: 'boolean', default: false };
const args = parseArgs({ options: { 'update-sizes': flag, 'this-node': flag }, allowPositionals: true });
const temporary = mkdtempSync(join(tmpdir(), 'oneday-packages-'));
try {
  await check(temporary, args);
} finally {
  rmSync(temporary, { recursive: true });
}
