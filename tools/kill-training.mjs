// The kill test of the trainer in its long form: `node tools/kill-training.mjs [kills]`, 20 kills unless said.
// A training run is killed with SIGKILL at that many random moments and resumed after each; its losses and final
// parameters must equal an unbroken run's bit for bit. Run `npm run build` before: the killed program is a built one.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const kills = Number(process.argv[2] ?? 20);
if (!Number.isSafeInteger(kills) || kills < 1) {
  console.error(`kill-training: the number of kills must be a positive integer; got ${process.argv[2]}`);
  process.exit(2);
}
const child = spawn('npm', ['run', 'e2e', '--', 'e2e/kill.test.ts'], {
  cwd: fileURLToPath(new URL('../packages/trainer/', import.meta.url)),
  env: { ...process.env, ONEDAY_KILLS: String(kills) },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
