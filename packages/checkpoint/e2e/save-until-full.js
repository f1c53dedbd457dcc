// Saves a checkpoint that fits, then one that does not. Arguments: the run's folder.
// Prints what went wrong and what is there afterwards, as JSON.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { latestCheckpoint } from '@oneday/checkpoint';
import { folderStore } from '@oneday/checkpoint/node';

const [run] = process.argv.slice(2);
const store = folderStore(run, { keepLast: 1 });
const checkpointOf = (step, count) => {
  const data = new Float32Array(count).fill(step);
  return { step, model: new Map([['w', { dtype: 'f32', shape: [count], data }]]), state: { step } };
};

await store.save(checkpointOf(1, 10_000));
let error;
try {
  await store.save(checkpointOf(2, 1_000_000));
} catch (cause) {
  error = { name: cause.name, message: cause.message };
}
const { checkpoint, refused } = await latestCheckpoint(store);
const after = { step: checkpoint.step, values: [...new Set(checkpoint.model.get('w').data)], refused: refused.length };
const entries = readdirSync(join(run, 'checkpoints')).sort();
// There is room again for one that fits.
await store.save(checkpointOf(3, 10_000));
process.stdout.write(JSON.stringify({ error, after, entries, steps: await store.list() }));
