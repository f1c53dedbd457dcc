// `npm run release:rehearse`: a release from beginning to end, of the last commit, without publishing anything. In a
// clone, changesets move the version and write the change logs; everything is installed and built there, and published
// to a registry on the loopback address. From that registry, with an empty npm cache, each package is installed into
// an empty project and does there what its README says, and the pages of the documentation are followed as they stand.
// Then the table in docs/packages.md is renewed; nothing else is written and nothing stays. Given names of packages, or
// `docs` for the pages, it consumes these alone and leaves the table.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chosenFrom, consumeAll, consumePages } from '../packages/consume.mjs';
import { writeFigures } from '../packages/figures.mjs';
import { fetchNodes } from '../packages/nodes.mjs';
import { pack, packageFolders } from '../packages/pack.mjs';
import { packedProblems } from '../packages/packed-problems.mjs';
import { fromRegistry } from '../packages/sources.mjs';
import { Registry } from './registry.mjs';
import { ReleaseCopy } from './release-copy.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const names = process.argv.slice(2);

/** What is wrong, in the order in which it was found. @type {string[]} */
const problems = [];

/** Whether someone wants it to end. What runs at that moment gets the same signal from a terminal, and fails. */
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (interrupted = true));

/** @throws where a signal has come, which is seen between turns of the event loop only */
async function proceed() {
  await setImmediate();
  if (interrupted) throw new Error('interrupted');
}

/** Runs a part of the release and says how long it took. `run` gives what is worth saying of it, if anything. */
async function stage(name, run) {
  await proceed();
  const start = performance.now();
  const remark = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`━━ ${name.padEnd(44)}${seconds.padStart(7)} s${remark === undefined ? '' : `   ${remark}`}`);
}

async function rehearse(temporary, registry) {
  const copy = new ReleaseCopy(join(temporary, 'copy'));
  await stage('clone the last commit', () => copy.clone(root));
  await stage('npm ci', () => copy.install());
  await stage('changeset version', () => {
    const { version, problems: ofVersion } = copy.version();
    problems.push(...ofVersion);
    return version;
  });
  await stage('npm install', () => void problems.push(...copy.lock()));
  await stage('npm run build', () => copy.build());

  const packages = pack(packageFolders(copy.folder), temporary);
  await stage('what is packed', async () => void problems.push(...await packedProblems(copy.folder, packages)));
  await stage('fetch a registry and start it', async () => {
    registry.fetch();
    return registry.start();
  });
  await stage('changeset publish, without provenance', () => {
    copy.publish(registry.url);
    return `${packages.length} packages`;
  });

  const chosen = names.length === 0 ? packages : chosenFrom(packages, names.filter((name) => name !== 'docs'));
  const consumers = join(temporary, 'consumers');
  mkdirSync(consumers);
  const source = fromRegistry(registry.url, packages, join(temporary, 'npm-cache'));
  let nodes;
  await stage('fetch Node in every supported version', () => {
    nodes = fetchNodes(join(temporary, 'nodes'));
    return nodes.map(({ version }) => version).join(', ');
  });
  if (names.length === 0 || names.includes('docs')) {
    await stage('the pages of the documentation, from there', async () => {
      problems.push(...await consumePages(pathToFileURL(`${copy.folder}/`), source, nodes, consumers, proceed));
    });
  }
  await stage('each package alone, from there', async () => {
    const { rows, problems: ofConsumers } = await consumeAll(chosen, source, nodes, consumers, proceed);
    problems.push(...ofConsumers);
    if (problems.length === 0 && names.length === 0) writeFigures(join(root, 'docs', 'packages.md'), rows, nodes);
    return `${rows.length} of ${chosen.length} work`;
  });
}

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'oneday-release-')));
const registry = new Registry(join(temporary, 'registry'));
try {
  await rehearse(temporary, registry);
} catch (error) {
  problems.push(error.message);
} finally {
  await registry.stop();
  rmSync(temporary, { recursive: true });
}
for (const problem of problems) console.error(`failed: ${problem}`);
console.log(`the release would be ${problems.length === 0 ? 'right' : 'wrong'}`);
if (problems.length > 0) process.exitCode = 1;
