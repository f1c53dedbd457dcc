/**
 * Trains what `quickstart` could train in its budget, several sizes and learning rates, each for the same time, and
 * prints a table of what they reach. It is how the smallest rows of `causalSizes` are chosen.
 *
 *   node tools/bench/quickstart-sizes.mjs [--seconds 120] [--rounds 1] [--threads 2] [--only NAME,NAME] [--seed 2]
 *
 * They are scored on packages that are split off the training side of the quickstart's corpus. What quickstart itself
 * holds out is neither learned nor looked at, so that its score stays one of unseen text. Rounds alternate over the
 * configurations, and each has another seed. Tokens a second and steps depend on the machine, which must be quiet.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpu } from '@oneday/backend-cpu';
import { quickstart } from '@oneday/recipes';
import { documentationCorpus, runRecipe } from '@oneday/recipes/node';
import { BenchError, positive, root, runBenchmark } from './side-by-side.mjs';

/** The seed of the split that quickstart makes by default. */
const QUICKSTART_SEED = 1;

const size = (vocabSize, layers, heads, width, context, batch, peakLearningRate) => (
  { vocabSize, layers, heads, width, context, batch, accumulation: 1, peakLearningRate }
);

const CONFIGURATIONS = {
  'now': size(1024, 2, 2, 64, 64, 8, 1e-2),
  'slower': size(1024, 2, 2, 64, 64, 8, 5e-3),
  'width-96': size(1024, 2, 3, 96, 64, 8, 8e-3),
  'width-128': size(1024, 2, 4, 128, 64, 8, 6e-3),
  'next-row': size(1024, 2, 3, 96, 128, 8, 8e-3),
  'deeper': size(1024, 3, 3, 96, 64, 8, 8e-3),
  'vocabulary-2048': size(2048, 2, 3, 96, 64, 8, 8e-3),
  'third-row': size(2048, 3, 4, 128, 128, 8, 6e-3),
};

function readOptions() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '120' },
      rounds: { type: 'string', default: '1' },
      threads: { type: 'string', default: '2' },
      seed: { type: 'string', default: '2' },
      only: { type: 'string', default: Object.keys(CONFIGURATIONS).join(',') },
    },
  });
  const { only, ...numbers } = values;
  const names = only.split(',');
  const unknown = names.find((name) => !Object.hasOwn(CONFIGURATIONS, name));
  if (unknown !== undefined) throw new BenchError(`--only: ${unknown} is none of ${Object.keys(CONFIGURATIONS)}`, 2);
  return { names, ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, positive(name, text)])) };
}

/** Writes quickstart's training side, a file a package, so that a split by files is one by packages. */
async function writeTrainingSide(folder) {
  const corpus = await documentationCorpus({ folder: root, seed: QUICKSTART_SEED });
  const packages = new Map();
  await using documents = corpus.training.documents();
  for (let chunk = await documents.next(); chunk !== undefined; chunk = await documents.next()) {
    for (const { text, source } of chunk) {
      const [first, second] = source.split(/[\\/]/);
      const name = first.startsWith('@') ? `${first}__${second}` : first;
      packages.set(name, `${packages.get(name) ?? ''}${text}\n\n`);
    }
  }
  for (const [name, text] of packages) {
    const path = join(folder, `${name}.txt`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return packages.size;
}

async function trainOne(folder, name, { seconds, threads }, seed) {
  const recipe = quickstart({ text: [folder], budgetSeconds: seconds, size: CONFIGURATIONS[name] });
  const backend = await cpu({ threads });
  try {
    const run = runRecipe(recipe, { backend, seed });
    const losses = [];
    run.events$.subscribe((event) => event.kind === 'step' && losses.push(event.loss));
    const { steps, tokens, valLoss, bitsPerByte } = await run.done;
    const last = losses.slice(-Math.ceil(losses.length / 20));
    return { name, seed, steps, tokens, valLoss, bitsPerByte, loss: last.reduce((sum, x) => sum + x, 0) / last.length };
  } finally {
    await backend.close();
  }
}

async function compareSizes(options) {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-sizes-'));
  try {
    console.log(`${await writeTrainingSide(folder)} packages, ${options.seconds} s each, ${options.threads} threads`);
    console.log('configuration     seed    steps     tokens  training  held out  bits per byte');
    const results = [];
    for (let round = 0; round < options.rounds; round++) {
      for (const name of options.names) {
        const result = await trainOne(folder, name, options, options.seed + round);
        const { seed, steps, tokens, loss, valLoss, bitsPerByte } = result;
        console.log([
          name.padEnd(16), `${seed}`.padStart(5), steps.toLocaleString('en-US').padStart(8),
          tokens.toLocaleString('en-US').padStart(10), loss.toFixed(4).padStart(9), valLoss.toFixed(4).padStart(9),
          bitsPerByte.toFixed(4).padStart(13),
        ].join(' '));
        results.push(result);
      }
    }
    console.log(JSON.stringify({ seconds: options.seconds, results }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await runBenchmark('quickstart-sizes', () => compareSizes(readOptions()));
