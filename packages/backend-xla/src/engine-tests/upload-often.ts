/** Run as a process that collects garbage all the time: uploads arrays, and prints how many came back as others. */
import process from 'node:process';
import { findPlugin } from '../index.ts';
import { PjrtClient } from '../pjrt/client.ts';
import { PjrtPlugin } from '../pjrt/plugin.ts';

const client = await PjrtClient.open(await PjrtPlugin.load(findPlugin(undefined, ['cpu']).path));
let wrong = 0;
for (let i = 0; i < 20_000; i++) {
  // In bf16 the host's array is copied, and nothing but the call needs the copy.
  const number = i % 256;
  const buffer = client.upload('array', 'bf16', [2, 2], new Float32Array(4).fill(number));
  if (i % 100 === 0 && (await client.read('array', buffer, 'bf16', [2, 2])).some((x) => x !== number)) wrong++;
  client.destroyBuffer(buffer);
}
client.destroy();
process.stdout.write(String(wrong));
