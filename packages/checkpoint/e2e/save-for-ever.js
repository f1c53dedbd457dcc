// Saves checkpoints until it is killed. Arguments: the run's folder, the first value.
// Steps repeat, so that replacing and pruning are at work too. Prints each value once its save has returned.
import { folderStore } from '@oneday/checkpoint/node';

const [run, first] = process.argv.slice(2);
const store = folderStore(run, { keepLast: 3 });
for (let value = Number(first); ; value++) {
  const data = new Float32Array(20_000).fill(value);
  const model = new Map([['w', { dtype: 'f32', shape: [data.length], data }]]);
  await store.save({ step: value % 7, model, optimizer: model, state: { value } });
  process.stdout.write(`${value}\n`);
}
