/** Run as a process of its own, whose files may not grow: keeps two programs and prints what it was told. */
import process from 'node:process';
import { ProgramCache } from '../program-cache.ts';

const warnings: string[] = [];
const cache = new ProgramCache({ folder: process.argv[2]!, surroundings: [], warn: (line) => warnings.push(line) });
await cache.write('program', new Uint8Array(100_000));
await cache.write('another', new Uint8Array(100_000));
process.stdout.write(JSON.stringify(warnings));
