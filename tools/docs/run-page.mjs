import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { firstMissing } from './shown-output.mjs';

/** Commands whose numbers are of this machine and this run. */
const MEASURED = /^(?:npx )?(?:oneday|vite|vitest) /;

/**
 * Does what a page tells its reader to do, and holds every command to what the page says that it prints.
 *
 * @param {readonly import('./page.mjs').Step[]} steps of the page
 * @param {object} options
 * @param {string} options.folder where to work
 * @param {NodeJS.ProcessEnv} options.env of the commands
 * @param {(command: string) => string | undefined} options.instead what a command is here; undefined: nothing is run
 * @returns {Promise<Map<string, string>>} what each command printed on standard output
 * @throws where one fails or prints something else
 */
export async function runPage(steps, { folder, env, instead }) {
  const written = new Set();
  const printed = new Map();
  for (const step of steps) {
    if (step.kind === 'file') {
      const path = join(folder, step.name);
      if (!written.has(path) && existsSync(path)) rmSync(path);
      written.add(path);
      appendFileSync(path, step.source);
      continue;
    }
    const command = instead(step.run);
    if (command !== undefined) printed.set(step.command, await runCommand(step, command, { folder, env }));
  }
  return printed;
}

/** Makes the files that a reader has already. */
export function writeGiven(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** What of a long output is shown when something is wrong: its end. */
const SHOWN_MAX = 4000;

async function runCommand({ command, output }, instead, options) {
  const { code, stdout, all } = await start(instead, options);
  const end = all.slice(-SHOWN_MAX);
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code}:\n${end}`);
  const measured = MEASURED.test(command);
  // Our command tells its progress on standard error; on a program's, drivers say what they like.
  const missing = firstMissing(output, (measured ? all : stdout).split('\n'), measured);
  if (missing === undefined) return stdout;
  throw new Error(`\`${command}\` should print, in this order,\n${output.join('\n')}\nbut this line is not there:\n` +
    `${missing}\nin what it printed:\n${end}`);
}

/** What a command printed, once it has ended. */
function start(command, { folder, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { cwd: folder, env, shell: true });
    const printed = { stdout: '', all: '' };
    child.stdout.setEncoding('utf8').on('data', (part) => {
      printed.stdout += part;
      printed.all += part;
    });
    child.stderr.setEncoding('utf8').on('data', (part) => (printed.all += part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: tidy(printed.stdout), all: tidy(printed.all) }));
  });
}

function tidy(printed) {
  return printed.replaceAll('\r', '').trimEnd();
}
