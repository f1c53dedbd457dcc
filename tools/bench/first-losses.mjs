/**
 * Holds the first losses of a whole recipe on some backends to those of the first: the command trains it once with each
 * `--backend`, everything else the same, and is ended when it has taken those steps.
 *
 *   node tools/bench/first-losses.mjs --text shakespeare.txt [--backends cpu,webgpu] [--steps 50] [--recipe char-gpt]
 *
 * The last line is one JSON object with the largest difference of each, in nats; one above 1e-3 is a failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BenchError, command, positive, runBenchmark } from './side-by-side.mjs';

const TOLERANCE = 1e-3;
const LOOK_EVERY_MILLISECONDS = 200;

function readOptions() {
  const { values } = parseArgs({
    options: {
      text: { type: 'string' },
      backends: { type: 'string', default: 'cpu,webgpu' },
      steps: { type: 'string', default: '50' },
      recipe: { type: 'string', default: 'char-gpt' },
    },
  });
  if (values.text === undefined) throw new BenchError('--text names the text to learn', 2);
  return {
    ...values, text: resolve(values.text), backends: values.backends.split(','), steps: positive('steps', values.steps),
  };
}

/** Trains until the journal has so many losses: evaluating takes much longer, and is not looked at. */
async function firstLosses(folder, backend, { recipe, text, steps }) {
  const run = join(folder, backend);
  const trainArguments = ['train', recipe, '--text', text, '--backend', backend, '--out', run];
  const training = spawn(process.execPath, [command, ...trainArguments], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  training.stderr.setEncoding('utf8').on('data', (chunk) => (said += chunk));
  const ended = once(training, 'close');
  const isRunning = () => training.exitCode === null && training.signalCode === null;
  let losses = [];
  while (losses.length < steps && isRunning()) {
    await Promise.race([pause(LOOK_EVERY_MILLISECONDS), ended]);
    losses = lossesIn(join(run, 'events.jsonl')).slice(0, steps);
  }
  training.kill('SIGKILL');
  await ended;
  if (losses.length === steps) return losses;
  throw new BenchError(`${backend}: ended after ${losses.length} of ${steps} steps:\n${said.trim().slice(-2000)}`);
}

/** The losses in the whole lines of a journal that is being written. */
function lossesIn(journal) {
  if (!existsSync(journal)) return [];
  const events = readFileSync(journal, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line));
  return events.filter(({ kind }) => kind === 'step').map(({ loss }) => loss);
}

async function compareLosses({ backends, ...options }) {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-losses-'));
  try {
    const losses = [];
    for (const backend of backends) losses.push(await firstLosses(folder, backend, options));
    const differences = Object.fromEntries(backends.map((backend, i) => {
      const largest = Math.max(...losses[i].map((loss, step) => Math.abs(loss - losses[0][step])));
      console.log(`${backend}: ${losses[i].length} losses, the last ${losses[i].at(-1).toFixed(6)}; `
        + `at most ${largest.toExponential(1)} from ${backends[0]}`);
      return [backend, largest];
    }));
    console.log(JSON.stringify({ recipe: options.recipe, steps: options.steps, differences }));
    const apart = backends.find((backend) => !(differences[backend] <= TOLERANCE));
    if (apart !== undefined) throw new BenchError(`${apart} is ${differences[apart]} apart; ${TOLERANCE} is allowed`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runBenchmark('first-losses', () => compareLosses(readOptions()));
