// `npm run quickstart`: installs what is missing, builds, and runs `oneday quickstart` with the arguments given after
// `--`. It needs Node and npm only.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode, dependenciesAreStale } from './verify/set-up.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a command in the repository; ends this process with its exit code if it fails. Its output is passed through, or,
 * with `stdio: 'pipe'`, shown where it fails.
 */
function run(command, args, options = {}) {
  const settings = { cwd: root, stdio: 'inherit', encoding: 'utf8', maxBuffer: 2 ** 26, ...options };
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, settings);
  if (error !== undefined) throw error;
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

const npm = (stdio, ...args) => run('npm', args, { stdio, shell: process.platform === 'win32' });

// The command ends by itself at Ctrl-C, after it has saved; its exit code is this one's.
process.on('SIGINT', () => {});
try {
  checkNode();
} catch (error) {
  console.error(error.message.replace(/^verify/, 'quickstart'));
  process.exit(1);
}
if (dependenciesAreStale(root)) npm('inherit', 'ci');
console.error('building the packages: up to a minute, the first time');
npm('pipe', 'run', 'build', '--', '--outputStyle=static');
run(process.execPath, [join(root, 'packages', 'cli', 'bin', 'oneday.js'), 'quickstart', ...process.argv.slice(2)]);
