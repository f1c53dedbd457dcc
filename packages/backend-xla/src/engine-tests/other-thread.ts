/** Run as a worker thread: trains on a client of its own. */
import { parentPort } from 'node:worker_threads';
import { xla } from '../index.ts';
import { descend } from './descend.ts';

const backend = await xla({ kind: 'cpu', cache: false });
const losses = await descend(backend, 20);
await backend.close();
parentPort!.postMessage(losses);
