/**
 * Times one training step of `char-gpt` in oneday and in PyTorch, alternating, so that both see the same machine.
 *
 *   node tools/bench/step-beside-pytorch.mjs [--rounds 9] [--threads 2] [--seconds 8] [--python python3] [--compile]
 *
 * Each round runs both commands once, and every second round in the other order. Minimum stands against minimum:
 * whatever else runs on a machine can only add time. The last line is one JSON object; its `ratio` is oneday's
 * time over PyTorch's.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const twin = join(root, 'tools', 'bench', 'pytorch_char_gpt.py');
const command = join(root, 'packages', 'cli', 'bin', 'oneday.js');

/** A failure that one line explains; wrong usage exits with 2, everything else with 1. */
class BenchError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A positive number from the command line, an integer unless said otherwise. */
function positive(name, text, { integer = true } = {}) {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value) || (integer && !Number.isInteger(value))) {
    throw new BenchError(`--${name} must be a positive ${integer ? 'integer' : 'number'}; got ${text}`, 2);
  }
  return value;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '9' },
      threads: { type: 'string', default: String(availableParallelism()) },
      seconds: { type: 'string', default: '8' },
      python: { type: 'string', default: 'python3' },
      compile: { type: 'boolean', default: false },
    },
  });
  return {
    rounds: positive('rounds', values.rounds),
    threads: positive('threads', values.threads),
    seconds: positive('seconds', values.seconds, { integer: false }),
    python: values.python,
    compile: values.compile,
  };
}

/** Runs a program and gives its standard output; a failure carries the end of what it printed. */
function outputOf(label, program, args) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.error) throw new BenchError(`${label}: cannot start ${program}: ${result.error.message}`);
  if (result.status !== 0) {
    const tail = `${result.stderr}${result.stdout}`.trim().split('\n').slice(-8).join('\n');
    throw new BenchError(`${label}: ended with ${result.signal ?? `exit code ${result.status}`}:\n${tail}`);
  }
  return result.stdout;
}

/** The JSON object on the last line, which must state `secondsPerStep`. */
function lastLine(label, output) {
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

function requireTorch(python) {
  try {
    return outputOf('PyTorch', python, ['-c', 'import torch; print(torch.__version__)']).trim();
  } catch (error) {
    const remedy = 'pip install -r tools/parity/requirements.txt, then --python PATH of that Python';
    throw new BenchError(`${error.message}\nPyTorch is needed: ${remedy}`);
  }
}

const milliseconds = (seconds) => (seconds * 1000).toFixed(2).padStart(8);

function compareSteps({ rounds, threads, seconds, python, compile }) {
  const torchVersion = requireTorch(python);
  const oneday = ['bench', 'step', '--backend', 'cpu', '--recipe', 'char-gpt', '--threads', String(threads), '--json'];
  const pytorch = ['--threads', String(threads), '--seconds', String(seconds), '--json'];
  if (compile) pytorch.push('--compile');
  const runs = {
    oneday: () => lastLine('oneday', outputOf('oneday', process.execPath, [command, ...oneday])).secondsPerStep,
    pytorch: () => lastLine('PyTorch', outputOf('PyTorch', python, [twin, ...pytorch])).secondsPerStep,
  };

  console.log(`Node ${process.version}, PyTorch ${torchVersion}, ${threads} threads, ${rounds} rounds`);
  console.log('ms a step, the best of each run');
  console.log('round   oneday  PyTorch   ratio');
  const times = { oneday: [], pytorch: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ['oneday', 'pytorch'] : ['pytorch', 'oneday'];
    for (const side of order) times[side].push(runs[side]());
    const [ours, theirs] = [times.oneday[round], times.pytorch[round]];
    const ratio = (ours / theirs).toFixed(3).padStart(7);
    console.log([String(round + 1).padStart(5), milliseconds(ours), milliseconds(theirs), ratio].join(' '));
  }

  const best = { oneday: Math.min(...times.oneday), pytorch: Math.min(...times.pytorch) };
  const ratio = best.oneday / best.pytorch;
  console.log(
    `minimum ${milliseconds(best.oneday).trim()} ms against ${milliseconds(best.pytorch).trim()} ms: ` +
      `oneday takes ${ratio.toFixed(3)} times PyTorch's time`,
  );
  console.log(
    JSON.stringify({
      ratio,
      onedaySecondsPerStep: best.oneday,
      pytorchSecondsPerStep: best.pytorch,
      threads,
      rounds,
      compiled: compile,
      node: process.version,
      torch: torchVersion,
      runs: times,
    }),
  );
}

try {
  compareSteps(readOptions());
} catch (error) {
  const usage = typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS');
  if (!usage && !(error instanceof BenchError)) throw error;
  console.error(`step-beside-pytorch: ${error.message}`);
  process.exitCode = usage ? 2 : error.exitCode;
}
