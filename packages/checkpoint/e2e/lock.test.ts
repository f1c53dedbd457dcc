import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'oneday-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = fileURLToPath(new URL('lock-in-turn.js', import.meta.url));
const PROCESSES = 4;

/** Runs the script; gives what it printed, or undefined when it was killed. */
async function contend(times: number, killAfterMilliseconds?: number) {
  const child = spawn(process.execPath, [script, folder, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  if (killAfterMilliseconds !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMilliseconds);
  const code = await new Promise((resolve) => child.on('close', resolve));
  return code === 0 ? JSON.parse(printed) as { had: number; clashes: number } : undefined;
}

describe('processes that want one folder', () => {
  it('have it one at a time, also when some are killed while they have it', async () => {
    const killed = Array.from({ length: PROCESSES }, (_, i) => contend(10_000, 300 + 50 * i));
    const finished = Array.from({ length: PROCESSES }, () => contend(20));
    const outcomes = await Promise.all([...killed, ...finished]);
    const told = outcomes.filter((outcome) => outcome !== undefined);
    expect(told).toHaveLength(PROCESSES);
    expect(told.map(({ clashes }) => clashes)).toEqual(told.map(() => 0));
    // Nobody is left who has it.
    expect(await contend(5)).toEqual({ had: 5, clashes: 0 });
    expect(readdirSync(folder)).toEqual(['owner']);
  });
});
