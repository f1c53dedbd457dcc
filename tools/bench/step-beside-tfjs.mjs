/**
 * Times one training step of `char-gpt`, or of another size, in oneday on WebGPU and in TensorFlow.js alone on the same
 * device, by its ops, gradients and Adam; and what a step asks of a processor, on Dawn's device that computes nothing.
 *
 *   node tools/bench/step-beside-tfjs.mjs [--backend webgpu] [--rounds 3] [--seconds 8] [--layers 4] [--width 128]
 *
 * Needs the built packages and Node 24. Both sides start from the same values and see the same tokens. Each round runs
 * both once, every second round in the other order; minimum stands against minimum. The last line is one JSON object;
 * its `ratio` is oneday's time over TensorFlow.js'.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  alternate, BenchError, lastLine, milliseconds, outputOf, positive, root, runBenchmark,
} from './side-by-side.mjs';

/** TensorFlow.js' Adam has no weight decay and clips nothing, so that only the first loss is of the same weights. */
const FIRST_LOSS_TOLERANCE = 1e-5;
const ROWS = [
  ['dispatches', 'dispatches a step'], ['passes', 'passes'], ['submits', 'submissions'],
  ['bindGroups', 'bind groups made'], ['buffers', 'buffers made'], ['tensors', 'tensors made'],
];

function readOptions() {
  const { values: { backend, ...numbers } } = parseArgs({
    options: {
      backend: { type: 'string', default: 'webgpu' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      layers: { type: 'string', default: '4' },
      width: { type: 'string', default: '128' },
    },
  });
  if (backend !== 'webgpu') throw new BenchError(`--backend: webgpu is what stands beside it; got ${backend}`, 2);
  return Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, positive(name, text)]));
}

/** Runs one side in a process of its own: TensorFlow.js has one engine in each. */
function runSide(side, { seconds, layers, width }, isNull = false) {
  const script = join(root, 'tools', 'bench', `step-beside-tfjs-${side}.mjs`);
  const args = ['--seconds', `${seconds}`, '--layers', `${layers}`, '--width', `${width}`];
  return lastLine(side, outputOf(side, process.execPath, [script, ...args, ...(isNull ? ['--null'] : [])]));
}

function requireSameFirstLoss(ours, theirs) {
  const difference = Math.abs(ours.losses[0] - theirs.losses[0]) / theirs.losses[0];
  if (!(difference <= FIRST_LOSS_TOLERANCE)) throw new BenchError(`the first losses differ by ${difference}`);
  return difference;
}

function printRow(what, ours, theirs) {
  console.log(`${what.padEnd(38)}${ours.padStart(12)}${theirs.padStart(15)}`);
}

function printCounts(ours, theirs) {
  printRow('on a device that computes nothing', 'oneday', 'TensorFlow.js');
  for (const [name, what] of ROWS) printRow(what, ours.perStep[name].toFixed(0), theirs.perStep[name].toFixed(0));
  for (const [name, what] of [
    ['cpuMicroseconds', 'µs of a processor, a step'], ['cpuMicrosecondsPerDispatch', 'µs of a processor, a dispatch'],
  ]) printRow(what, ours[name].toFixed(1), theirs[name].toFixed(1));
}

function compareSteps({ rounds, ...sizes }) {
  const [ours, theirs] = ['oneday', 'stock'].map((side) => runSide(side, sizes, true));
  const last = {};
  const side = (name) => () => {
    last[name] = runSide(name, sizes);
    return last[name].secondsPerStep;
  };
  const times = alternate(rounds, { oneday: side('oneday'), stock: side('stock') });
  const { device } = last.oneday;
  const lossDifference = requireSameFirstLoss(last.oneday, last.stock);
  const best = { oneday: Math.min(...times.oneday), stock: Math.min(...times.stock) };
  const ratio = best.oneday / best.stock;
  console.log(device);
  console.log(`minimum ${milliseconds(best.oneday).trim()} ms against ${milliseconds(best.stock).trim()} ms: oneday `
    + `takes ${ratio.toFixed(3)} times TensorFlow.js' time; first losses agree to ${lossDifference.toExponential(1)}`);
  printCounts(ours, theirs);
  const shared = ({ perStep, cpuMicroseconds, cpuMicrosecondsPerDispatch }) =>
    ({ perStep, cpuMicroseconds, cpuMicrosecondsPerDispatch });
  console.log(JSON.stringify({
    ratio, onedaySecondsPerStep: best.oneday, stockSecondsPerStep: best.stock, lossDifference, ...sizes, rounds, device,
    nullDevice: { oneday: shared(ours), stock: shared(theirs) }, tensorFlowJs: last.stock.tensorFlowJs,
    node: process.version, runs: times,
  }));
}

await runBenchmark('step-beside-tfjs', () => compareSteps(readOptions()));
