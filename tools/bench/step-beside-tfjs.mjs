/**
 * Times one training step of `char-gpt`, or of another size, in oneday and in TensorFlow.js alone on the same device,
 * by its ops, gradients and Adam; and what a step asks of a processor, for WebGPU on a device that computes nothing.
 *
 *   node tools/bench/step-beside-tfjs.mjs [--backend webgpu] [--rounds 3] [--seconds 8] [--layers 4] [--width 128]
 *   node tools/bench/step-beside-tfjs.mjs --backend node-gpu [--tfjs-node <folder>] [...]
 *
 * Needs the built packages and Node 24; node-gpu needs what `oneday setup node-gpu` builds, and installs
 * `@tensorflow/tfjs-node` for the other side, unless it is told a folder where it is. Both sides start from the same
 * values and see the same tokens. Each round runs both once, every second round in the other order; minimum stands
 * against minimum. The last line is one JSON object; its `ratio` is oneday's time over TensorFlow.js'.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  alternate, BenchError, lastLine, milliseconds, outputOf, positive, root, runBenchmark,
} from './side-by-side.mjs';

/** TensorFlow.js' Adam has no weight decay and clips nothing, so that only the first loss is of the same weights. */
const FIRST_LOSS_TOLERANCE = 1e-5;
const ROWS = [
  ['dispatches', 'dispatches, or operations'], ['passes', 'passes'], ['submits', 'submissions'],
  ['bindGroups', 'bind groups made'], ['buffers', 'buffers made'], ['tensors', 'tensors made'],
];
/** The scripts of the two sides, by backend. */
const SIDES = {
  'webgpu': { oneday: 'oneday', stock: 'stock' },
  'node-gpu': { oneday: 'node-oneday', stock: 'node-stock' },
};

function readOptions() {
  const { values: { backend, 'tfjs-node': tfjsNode, ...numbers } } = parseArgs({
    options: {
      'backend': { type: 'string', default: 'webgpu' },
      'tfjs-node': { type: 'string' },
      'rounds': { type: 'string', default: '3' },
      'seconds': { type: 'string', default: '8' },
      'layers': { type: 'string', default: '4' },
      'width': { type: 'string', default: '128' },
    },
  });
  if (!(backend in SIDES)) throw new BenchError(`--backend: ${Object.keys(SIDES).join(' or ')}; got ${backend}`, 2);
  const sizes = Object.entries(numbers).map(([name, text]) => [name, positive(name, text)]);
  return { backend, tfjsNode, ...Object.fromEntries(sizes) };
}

/** Runs one side in a process of its own: TensorFlow.js has one engine in each. */
function runSide(side, { backend, tfjsNode, seconds, layers, width }, isNull = false) {
  const script = join(root, 'tools', 'bench', `step-beside-tfjs-${SIDES[backend][side]}.mjs`);
  const args = ['--seconds', `${seconds}`, '--layers', `${layers}`, '--width', `${width}`];
  if (tfjsNode !== undefined) args.push('--tfjs-node', tfjsNode);
  return lastLine(side, outputOf(side, process.execPath, [script, ...args, ...(isNull ? ['--null'] : [])]));
}

/** Installs TensorFlow.js for Node, without the scripts that would fetch another TensorFlow. */
function withTfjsNode(options, compare) {
  if (options.backend !== 'node-gpu' || options.tfjsNode !== undefined) return compare(options);
  const folder = mkdtempSync(join(tmpdir(), 'oneday-tfjs-node-'));
  try {
    outputOf('npm', 'npm', [
      'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, '@tensorflow/tfjs-node@4.22.0',
    ]);
    return compare({ ...options, tfjsNode: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function requireSameFirstLoss(ours, theirs) {
  const difference = Math.abs(ours.losses[0] - theirs.losses[0]) / theirs.losses[0];
  if (!(difference <= FIRST_LOSS_TOLERANCE)) throw new BenchError(`the first losses differ by ${difference}`);
  return difference;
}

function printRow(what, ours, theirs) {
  console.log(`${what.padEnd(38)}${ours.padStart(12)}${theirs.padStart(15)}`);
}

function printCounts(where, ours, theirs) {
  printRow(where, 'oneday', 'TensorFlow.js');
  for (const [name, what] of ROWS.filter(([name]) => name in ours.perStep)) {
    printRow(what, ours.perStep[name].toFixed(0), theirs.perStep[name].toFixed(0));
  }
  for (const [name, what] of [
    ['cpuMicroseconds', 'µs of a processor, a step'], ['cpuMicrosecondsPerDispatch', 'µs of a processor, a dispatch'],
  ]) printRow(what, ours[name].toFixed(1), theirs[name].toFixed(1));
}

function compareSteps({ rounds, tfjsNode, ...options }) {
  const sizes = { ...options, tfjsNode };
  const hasNullDevice = options.backend === 'webgpu';
  const onNull = hasNullDevice && ['oneday', 'stock'].map((side) => runSide(side, sizes, true));
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
  const [ours, theirs] = onNull || [last.oneday, last.stock];
  printCounts(hasNullDevice ? 'on a device that computes nothing' : 'on this device', ours, theirs);
  const shared = ({ perStep, cpuMicroseconds, cpuMicrosecondsPerDispatch }) =>
    ({ perStep, cpuMicroseconds, cpuMicrosecondsPerDispatch });
  const asked = { oneday: shared(ours), stock: shared(theirs) };
  console.log(JSON.stringify({
    ratio, onedaySecondsPerStep: best.oneday, stockSecondsPerStep: best.stock, lossDifference, ...options, rounds,
    device, ...(hasNullDevice ? { nullDevice: asked } : { sameDevice: asked }),
    tensorFlowJs: last.stock.tensorFlowJs, node: process.version, runs: times,
  }));
}

await runBenchmark('step-beside-tfjs', () => withTfjsNode(readOptions(), compareSteps));
