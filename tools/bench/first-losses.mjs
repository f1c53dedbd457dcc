/**
 * Holds the first losses of a whole recipe on some backends to those of the first: the command trains it once with each
 * `--backend`, everything else the same.
 *
 *   node tools/bench/first-losses.mjs --text shakespeare.txt [--backends cpu,webgpu] [--steps 50] [--recipe char-gpt]
 *
 * The last line is one JSON object with the largest difference of each, in nats; one above 1e-3 is a failure.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchError, command, outputOf, positive, runBenchmark } from './side-by-side.mjs';

const TOLERANCE = 1e-3;

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

function lossesOf(folder, backend, { recipe, text, steps }) {
  const run = join(folder, backend);
  outputOf(backend, process.execPath, [
    command, 'train', recipe, '--text', text, '--backend', backend, '--out', run, '--json',
    '--set', `training.steps=${steps}`, '--set', `training.evaluateEverySteps=${steps}`,
  ]);
  const events = readFileSync(join(run, 'events.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  return events.filter(({ kind }) => kind === 'step').map(({ loss }) => loss);
}

function compareLosses({ backends, ...options }) {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-losses-'));
  try {
    const losses = backends.map((backend) => lossesOf(folder, backend, options));
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
