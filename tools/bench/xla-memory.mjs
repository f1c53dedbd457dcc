/**
 * Trains char-gpt's model on the xla backend for many steps, and shows that memory stays flat: what the backend holds,
 * and what the process holds.
 *
 *   node --expose-gc tools/bench/xla-memory.mjs [--steps 5000] [--layers 2] [--width 64]
 *
 * Needs `oneday setup xla --cpu` and the built packages. Measures after a tenth of the steps and after each further
 * tenth; fails when the backend holds another number of bytes, or the process has grown by more than 5 % or 16 MiB.
 */
import { parseArgs } from 'node:util';
import { xla } from '@oneday/backend-xla';
import { microBatchKey, TrainingStep } from '@oneday/nn';
import { charGptTrainingParts, findRecipe } from '@oneday/recipes';
import { BenchError, positive, runBenchmark } from './side-by-side.mjs';

const [VOCABULARY, MEBIBYTE] = [65, 2 ** 20];
const MOST_GROWTH = { share: 0.05, bytes: 16 * MEBIBYTE };

function readOptions() {
  const { values } = parseArgs({
    options: {
      steps: { type: 'string', default: '5000' },
      layers: { type: 'string', default: '2' },
      width: { type: 'string', default: '64' },
    },
  });
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, positive(name, text)]));
}

async function openStep(backend, { layers, width }) {
  const recipe = findRecipe('char-gpt').make({ text: ['none'] });
  const parts = charGptTrainingParts({ ...recipe, model: { ...recipe.model, layers, width } }, VOCABULARY);
  const { model, optimizer, clipNorm, precision } = parts;
  const parameters = model.bind(backend, 1);
  const shape = [recipe.training.batch, recipe.model.context];
  const inputIds = Int32Array.from({ length: shape[0] * shape[1] }, (_, i) => (i * 7) % VOCABULARY);
  const batch = { shape, inputIds, labels: inputIds.map((id) => (id + 7) % VOCABULARY) };
  const step = new TrainingStep({ backend, model, parameters, optimizer, clipNorm, precision });
  await step.prepare(batch);
  return async (number) => {
    step.accumulate(batch, microBatchKey(1, number, 0));
    await step.update(1e-3);
  };
}

function measure(backend) {
  global.gc?.();
  return { ...backend.memory(), residentBytes: process.memoryUsage.rss() };
}

async function trainLong(options) {
  await using backend = await xla({ kind: 'cpu' });
  const takeStep = await openStep(backend, options);
  const tenth = Math.ceil(options.steps / 10);
  const rows = [];
  console.log('  steps   held bytes   peak bytes   process MiB');
  for (let step = 1; step <= options.steps; step++) {
    await takeStep(step);
    if (step % tenth !== 0) continue;
    const row = { steps: step, ...measure(backend) };
    rows.push(row);
    const columns = [row.steps, row.usedBytes, row.peakBytes, (row.residentBytes / MEBIBYTE).toFixed(1)];
    console.log(columns.map((column, i) => String(column).padStart([7, 13, 13, 14][i])).join(''));
  }
  const [first, last] = [rows[0], rows.at(-1)];
  const grown = last.residentBytes - first.residentBytes;
  console.log(JSON.stringify({ ...options, grownBytes: grown, rows }));
  const allowed = Math.max(MOST_GROWTH.bytes, MOST_GROWTH.share * first.residentBytes);
  if (last.usedBytes !== first.usedBytes) throw new BenchError(`held ${first.usedBytes} bytes, then ${last.usedBytes}`);
  if (grown > allowed) throw new BenchError(`the process has grown by ${grown} bytes; at most ${allowed} are allowed`);
}

await runBenchmark('xla-memory', () => trainLong(readOptions()));
