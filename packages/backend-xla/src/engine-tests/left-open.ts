/** Run as a process of its own: trains, and ends without closing its backend. */
import process from 'node:process';
import { xla } from '../index.ts';
import { descend } from './descend.ts';

const losses = await descend(await xla({ kind: 'cpu', cache: false }), 20);
process.stdout.write(JSON.stringify(losses));
