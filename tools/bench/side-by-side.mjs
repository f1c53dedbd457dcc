/** What benchmarks of one thing beside another share: running both in turn, and reading what they report. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** The built command. */
export const command = join(root, 'packages', 'cli', 'bin', 'oneday.js');

/** A failure that one line explains; wrong usage exits with 2, everything else with 1. */
export class BenchError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A positive number from the command line, an integer unless said otherwise. */
export function positive(name, text, { integer = true } = {}) {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value) || (integer && !Number.isInteger(value))) {
    throw new BenchError(`--${name} must be a positive ${integer ? 'integer' : 'number'}; got ${text}`, 2);
  }
  return value;
}

/** Runs a program and gives its standard output; a failure carries the end of what it printed. */
export function outputOf(label, program, args, env = process.env) {
  const result = spawnSync(program, args, {
    cwd: root, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) throw new BenchError(`${label}: cannot start ${program}: ${result.error.message}`);
  if (result.status !== 0) {
    const tail = `${result.stderr}${result.stdout}`.trim().split('\n').slice(-8).join('\n');
    throw new BenchError(`${label}: ended with ${result.signal ?? `exit code ${result.status}`}:\n${tail}`);
  }
  return result.stdout;
}

/** The JSON object on the last line, which must state `secondsPerStep`. */
export function lastLine(label, output) {
  const line = output.trim().split('\n').at(-1);
  let report;
  try {
    report = JSON.parse(line);
  } catch {
    throw new BenchError(`${label}: the last line is not JSON: ${line.slice(0, 200)}`);
  }
  if (!(report?.secondsPerStep > 0)) throw new BenchError(`${label}: no secondsPerStep in ${line.slice(0, 200)}`);
  return report;
}

export const milliseconds = (seconds) => (seconds * 1000).toFixed(2).padStart(8);

/**
 * Runs two sides in turn, every second round in the other order, and prints a row a round. A side is a function that
 * gives seconds a step.
 *
 * @returns the times of each side, by round
 */
export function alternate(rounds, sides) {
  const names = Object.keys(sides);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  console.log('ms a step, the best of each run');
  console.log(`round ${names.map((name) => name.padStart(8)).join(' ')}   ratio`);
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) times[name].push(sides[name]());
    const [ours, theirs] = names.map((name) => times[name][round]);
    const ratio = (ours / theirs).toFixed(3).padStart(7);
    console.log([String(round + 1).padStart(5), milliseconds(ours), milliseconds(theirs), ratio].join(' '));
  }
  return times;
}

/** Runs a benchmark, which may be async, whose failures are one line; wrong usage exits with 2. */
export async function runBenchmark(name, run) {
  try {
    await run();
  } catch (error) {
    const usage = typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS');
    if (!usage && !(error instanceof BenchError)) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = usage ? 2 : error.exitCode;
  }
}
