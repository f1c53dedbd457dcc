import { spawnSync } from 'node:child_process';

/** Runs a command to its end. @returns what it printed @throws with all that it printed when it fails */
export function run(command, args, options) {
  // On Windows npm is a script, which only a shell starts.
  const shell = process.platform === 'win32' && command === 'npm';
  const result = spawnSync(command, args, { encoding: 'utf8', shell, ...options });
  if (result.error) throw result.error;
  if (result.status === 0) return result.stdout;
  throw new Error(`\`${command} ${args.join(' ')}\` failed:\n${result.stdout}${result.stderr}`);
}
