// Trains a small GPT in a folder and goes on from what is there, until the run is over or it is killed.
// Argument: JSON of { folder, and steps, budgetSeconds or replayOf (a journal) }. Prints each step's progress.
import { createReadStream, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cpu } from '@oneday/backend-cpu';
import { latestCheckpoint } from '@oneday/checkpoint';
import { folderStore } from '@oneday/checkpoint/node';
import { randomBits, seedKey } from '@oneday/core';
import { causalBatches, sequentialBatches } from '@oneday/data';
import { gpt } from '@oneday/models';
import { journalLine, lossEvaluator, readReplay, train } from '@oneday/trainer';

const SEED = 7;
const VOCAB_SIZE = 16;
const { folder, steps, budgetSeconds, replayOf } = JSON.parse(process.argv[2]);

/** The file to append to, on a new line where a kill has torn the last one. */
function openJournal(path) {
  const isTorn = existsSync(path) && !readFileSync(path, 'utf8').endsWith('\n');
  const file = openSync(path, 'a');
  if (isTorn) writeSync(file, '\n');
  return file;
}

async function lengthOfRun() {
  if (replayOf === undefined) return steps === undefined ? { budgetSeconds } : { steps };
  const lines = createInterface({ input: createReadStream(replayOf, 'utf8') });
  return { replay: await readReplay(lines, replayOf) };
}

mkdirSync(folder, { recursive: true });
/** Every other token follows from the one before, so that there is something to learn. */
const tokens = new Uint16Array(4000);
randomBits(seedKey(SEED), tokens.length).forEach((bits, i) => {
  tokens[i] = i % 2 === 0 ? bits % VOCAB_SIZE : (5 * tokens[i - 1] + 3) % VOCAB_SIZE;
});
const sizes = { batch: 4, time: 16 };
const backend = await cpu({ threads: 1 });
const model = gpt({ vocabSize: VOCAB_SIZE, context: 16, layers: 1, heads: 2, width: 16, dropout: 0.1 });
const parameters = model.bind(backend, SEED);
const lossOf = lossEvaluator({ backend, model, parameters });
const store = folderStore(folder, { keepLast: 3 });
const found = await latestCheckpoint(store);
const run = train({
  ...await lengthOfRun(),
  backend, model, parameters, store, seed: SEED,
  source: causalBatches({ tokens, ...sizes, seed: SEED }),
  schedule: { kind: 'warmupStableDecay', peak: 1e-2, floor: 0, warmupSteps: 20, decayFraction: 0.5, decay: 'linear' },
  accumulation: 1, accumulationRamp: { last: 2, untilFraction: 1 },
  saveEverySteps: 7,
  evaluateEverySteps: 40,
  evaluate: async () => {
    const { lossSum, count } = await lossOf(sequentialBatches({ tokens: tokens.subarray(0, 200), ...sizes }));
    return { loss: lossSum / count };
  },
  resumeFrom: found?.checkpoint,
});
const journal = openJournal(join(folder, 'events.jsonl'));
run.events$.subscribe((event) => {
  writeSync(journal, journalLine(event, new Date()));
  if (event.kind === 'started') process.stdout.write('0\n');
  if (event.kind === 'step') process.stdout.write(`${event.progress}\n`);
});
await run.done;
await backend.close();
