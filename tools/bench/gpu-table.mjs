/**
 * Trains GPT-2 (124M) and crammed-BERT in oneday and in compiled PyTorch on the same card, one after the other, from
 * the same initial parameters on the same batches, and makes a table: tokens a second, peak memory, seconds of
 * compiling, and how far the losses are apart.
 *
 *   node tools/bench/gpu-table.mjs [--size full|small] [--steps 300] [--precision bf16|f16|f32] [--python python3]
 *     [--backend xla] [--models gpt2,crammed-bert] [--batch 16] [--eager]
 *
 * Needs PyTorch in that Python, and what `oneday setup` fetches for the backend: xla, webgpu, node-gpu or cpu. `--size
 * small` is for trying it out on a processor, where the precision is f32 unless said otherwise and memory is the
 * process's. Losses are judged over the last third of the steps: their mean distance may be 0.01 nat. The last line is
 * one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { workloads, writeWorkload } from './gpu-table-workload.mjs';
import { BenchError, outputOf, positive, root, runBenchmark } from './side-by-side.mjs';

const LARGEST_DISTANCE = 0.01;
const tool = (name) => join(root, 'tools', 'bench', name);

function oneOf(name, value, choices) {
  if (!choices.includes(value)) throw new BenchError(`--${name} must be one of ${choices.join(', ')}; got ${value}`, 2);
  return value;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: 'full' },
      steps: { type: 'string', default: '300' },
      precision: { type: 'string' },
      python: { type: 'string', default: 'python3' },
      backend: { type: 'string', default: 'xla' },
      models: { type: 'string', default: Object.keys(workloads).join(',') },
      batch: { type: 'string' },
      eager: { type: 'boolean', default: false },
    },
  });
  const size = oneOf('size', values.size, ['full', 'small']);
  const precision = values.precision ?? (size === 'full' ? 'bf16' : 'f32');
  return {
    ...values, size,
    precision: oneOf('precision', precision, ['bf16', 'f16', 'f32']),
    backend: oneOf('backend', values.backend, ['xla', 'webgpu', 'node-gpu', 'cpu']),
    models: values.models.split(',').map((model) => oneOf('models', model, Object.keys(workloads))),
    steps: positive('steps', values.steps),
    batch: values.batch === undefined ? undefined : positive('batch', values.batch),
  };
}

/** The JSON object that a side ends with. */
function result(label, program, args) {
  return JSON.parse(outputOf(label, program, args).trim().split('\n').at(-1));
}

/** Mean |Δ| of the losses over the last third of the steps. */
function lossDistance(ours, theirs) {
  const from = ours.length - Math.ceil(ours.length / 3);
  const distances = ours.slice(from).map((loss, i) => Math.abs(loss - theirs[from + i]));
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

function compare(name, { size, steps, batch, precision, python, backend, eager }) {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-gpu-table-'));
  try {
    const run = writeWorkload(folder, { name, size, steps, batch, precision });
    const oneday = result('oneday', process.execPath, [tool('gpu-table-oneday.mjs'), folder, backend]);
    const pytorch = result('PyTorch', python, [tool('pytorch_gpu_table.py'), folder, ...(eager ? ['--eager'] : [])]);
    if (oneday.kind !== pytorch.kind) {
      throw new BenchError(`oneday ran on ${oneday.device}, PyTorch on ${pytorch.device}: not the same card`);
    }
    const [ours, theirs] = [oneday, pytorch].map(({ losses, ...rest }) => ({ ...rest, lastLoss: losses.at(-1) }));
    return {
      model: name, batch: run.batch, context: run.context, precision, oneday: ours, pytorch: theirs,
      ratio: ours.tokensPerSecond / theirs.tokensPerSecond,
      lossDistance: lossDistance(oneday.losses, pytorch.losses),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function table(rows) {
  const cells = rows.flatMap(({ model, batch, context, precision, ratio, lossDistance: distance, ...sides }) =>
    ['oneday', 'pytorch'].map((side) => {
      const { tokensPerSecond, peakBytes, compileSeconds, lastLoss } = sides[side];
      const isOurs = side === 'oneday';
      return [
        isOurs ? `${model}, ${batch} × ${context}, ${precision}` : '', isOurs ? 'oneday' : 'PyTorch',
        Math.round(tokensPerSecond).toLocaleString('en-US'), isOurs ? `${(100 * ratio).toFixed(0)} %` : '',
        `${(peakBytes / 1e9).toFixed(2)} GB`, compileSeconds.toFixed(1), lastLoss.toFixed(4),
        isOurs ? distance.toFixed(5) : '',
      ];
    }));
  const head = [
    'model', 'side', 'tokens/s', 'of PyTorch\'s', 'peak memory', 'compiling, s', 'last loss',
    'losses apart, last third',
  ];
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function makeTable(options) {
  const rows = options.models.map((name) => compare(name, options));
  const [{ oneday, pytorch }] = rows;
  const theirs = `PyTorch ${pytorch.torch}${pytorch.compiled ? ', compiled' : ''} on ${pytorch.device}`;
  console.log(`${oneday.device} beside ${theirs}`);
  for (const { model, oneday: { attention } } of rows) console.log(`${model}: attention in oneday: ${attention}`);
  console.log(`${options.steps} steps, the first 10 not timed\n\n${table(rows)}\n`);
  console.log(JSON.stringify({ size: options.size, steps: options.steps, node: process.version, rows }));
  const apart = rows.find(({ lossDistance: distance }) => !(distance <= LARGEST_DISTANCE));
  if (apart === undefined) return;
  throw new BenchError(`${apart.model}: the losses are ${apart.lossDistance} apart; ${LARGEST_DISTANCE} are allowed`);
}

await runBenchmark('gpu-table', () => makeTable(readOptions()));
