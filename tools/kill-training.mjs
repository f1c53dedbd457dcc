// The kill tests in their long form: `node tools/kill-training.mjs [command|trainer] [kills]`, 20 kills unless said.
// A training run is killed with SIGKILL at that many random moments and resumed after each. Its losses and final
// parameters must equal an unbroken run's bit for bit; under a time budget, those of a run driven by its journal.
// `command` kills `oneday train` in all that it does, from its start to its end, and resumes it with `--resume`;
// `trainer` kills a program that trains in code. ONEDAY_KILL_SEED repeats the moments of an earlier run of `command`.
// Run `npm run build` before: what is killed is built. It prints what was killed when, and exits 1 on any difference.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const packages = { command: '../packages/cli/', trainer: '../packages/trainer/' };
const args = process.argv.slice(2);
const level = Object.hasOwn(packages, args[0]) ? args.shift() : 'command';
const [kills = '20', ...others] = args;
if (!/^[1-9]\d{0,3}$/.test(kills) || others.length > 0) {
  const got = process.argv.slice(2).join(' ');
  console.error(`kill-training: [command|trainer] and a positive number of kills expected; got ${got}`);
  process.exit(2);
}
const child = spawn('npm', ['run', 'e2e', '--', 'e2e/kill.test.ts'], {
  cwd: fileURLToPath(new URL(packages[level], import.meta.url)),
  env: { ...process.env, ONEDAY_KILLS: kills },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
