/**
 * Times one training step of `char-gpt` in oneday and in PyTorch, alternating, so that both see the same machine.
 *
 *   node tools/bench/step-beside-pytorch.mjs [--rounds 9] [--threads 2] [--seconds 8] [--python python3] [--compile]
 *
 * Each round runs both commands once, and every second round in the other order. Minimum stands against minimum:
 * whatever else runs on a machine can only add time. The last line is one JSON object; its `ratio` is oneday's
 * time over PyTorch's.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  alternate, BenchError, command, lastLine, milliseconds, outputOf, positive, root, runBenchmark,
} from './side-by-side.mjs';

const twin = join(root, 'tools', 'bench', 'pytorch_char_gpt.py');

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

function requireTorch(python) {
  try {
    return outputOf('PyTorch', python, ['-c', 'import torch; print(torch.__version__)']).trim();
  } catch (error) {
    const remedy = 'pip install -r tools/parity/requirements.txt, then --python PATH of that Python';
    throw new BenchError(`${error.message}\nPyTorch is needed: ${remedy}`);
  }
}

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
  const times = alternate(rounds, runs);
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

await runBenchmark('step-beside-pytorch', () => compareSteps(readOptions()));
