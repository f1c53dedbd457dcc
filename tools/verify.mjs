// `npm run verify`: sets up what the tests need, runs every check, says where the time went, and ends with one line
// that counts the tests: `N passed, N failed, N skipped`. It needs Node and npm only.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareSkipped, readSkippedList } from './verify/skipped-tests.mjs';
import { installSoftwareVulkan } from './verify/software-vulkan.mjs';
import {
  buildNodeGpuAddon, checkNode, dependenciesAreStale, fetchXlaPlugin, installChromium,
} from './verify/set-up.mjs';
import { readReports, removeReports } from './verify/test-reports.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SLOWEST_FILES_SHOWN = 10;

/** Checks without a count of their own. The build comes last: what follows runs on it. */
const CHECKS = ['lint', 'types', 'build'];
/** Scripts that run vitest and leave a report. They always run: a cached result knows nothing of this machine. */
const SUITES = [['unit', 'test'], ['conformance', 'conformance'], ['end-to-end', 'e2e']];

/** @type {{ name: string, seconds: number, result: string }[]} */
const stages = [];
/** @type {import('./verify/test-reports.mjs').FileOutcome[]} */
const files = [];
/** What failed without being a test. @type {string[]} */
const problems = [];

/** Runs npm in the repository, its output passed through; resolves to whether it succeeded. */
function npm(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Times one stage. `run` resolves to what the table says of it. */
async function stage(name, run) {
  console.log(`\n━━ ${name}`);
  const start = performance.now();
  const result = await run();
  stages.push({ name, seconds: (performance.now() - start) / 1000, result });
}

async function setUp() {
  checkNode();
  const wereStale = dependenciesAreStale(root);
  if (wereStale && !await npm('ci')) throw new Error('verify: `npm ci` failed; see its output above.');
  if (!fetchXlaPlugin(root)) throw new Error('verify: the XLA plugin could not be fetched; see its output above.');
  if (!buildNodeGpuAddon(root)) {
    throw new Error('verify: the addon of node-gpu could not be built; see the output above.');
  }
  if (!installSoftwareVulkan(root)) {
    throw new Error(
      'verify: WebGPU finds no adapter; install Vulkan with the card’s driver, or mesa-vulkan-drivers, 25 or newer',
    );
  }
  if (!installChromium(root)) throw new Error('verify: Chromium could not be installed; see the output above.');
  return wereStale ? 'dependencies installed' : 'dependencies are up to date';
}

async function check(script) {
  if (await npm('run', script, '--', '--outputStyle=stream')) return 'ok';
  problems.push(`npm run ${script} failed`);
  return 'FAILED';
}

async function suite(script) {
  removeReports(root, script);
  const succeeded = await npm(
    'run', script, '--', '--outputStyle=stream', '--skip-nx-cache', '--exclude-task-dependencies', '--parallel=1',
  );
  const outcomes = readReports(root, script);
  files.push(...outcomes);
  const failed = withStatus(outcomes, 'failed').length;
  if (!succeeded && failed === 0) problems.push(`npm run ${script} failed outside its tests`);
  return `${summary(outcomes)}${succeeded ? '' : ' FAILED'}`;
}

const allTests = (outcomes) => outcomes.flatMap(({ tests }) => tests);

function withStatus(outcomes, status) {
  return allTests(outcomes).filter((outcome) => outcome.status === status).map(({ test }) => test);
}

function summary(outcomes, extraFailures = 0) {
  const count = (status) => withStatus(outcomes, status).length;
  return `${count('passed')} passed, ${count('failed') + extraFailures} failed, ${count('skipped')} skipped`;
}

/** Says what was skipped and why; in continuous integration the committed list must name it. */
function judgeSkipped() {
  const list = readSkippedList(join(root, 'tools', 'skipped-tests.json'));
  const skipped = withStatus(files, 'skipped');
  for (const test of skipped) console.log(`skipped: ${test}\n         ${list.get(test) ?? 'no reason listed'}`);
  const tests = allTests(files).map(({ test }) => test);
  if (process.env.CI === 'true') problems.push(...compareSkipped(skipped, tests, list));
}

function printTimes() {
  console.log('\n━━ where the time went');
  const rows = [...stages, {
    name: 'all', seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0), result: '',
  }];
  for (const { name, seconds, result } of rows) {
    console.log(`${name.padEnd(14)}${seconds.toFixed(1).padStart(8)} s   ${result}`);
  }
  const slowest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_FILES_SHOWN);
  if (slowest.length > 0) console.log('\nslowest test files');
  for (const { file, seconds } of slowest) console.log(`${''.padEnd(14)}${seconds.toFixed(1).padStart(8)} s   ${file}`);
}

async function verify() {
  await stage('set up', setUp);
  for (const script of CHECKS) await stage(script, () => check(script));
  if (stages.at(-1).result === 'ok') {
    for (const [name, script] of SUITES) await stage(name, () => suite(script));
    judgeSkipped();
  } else {
    problems.push('no test was run, because the build failed');
  }
}

try {
  await verify();
} catch (error) {
  problems.push(error.message);
}
printTimes();
console.log('');
for (const test of withStatus(files, 'failed')) console.log(`failed: ${test}`);
for (const problem of problems) console.log(`failed: ${problem}`);
if (withStatus(files, 'failed').length + problems.length > 0) process.exitCode = 1;
console.log(summary(files, problems.length));
