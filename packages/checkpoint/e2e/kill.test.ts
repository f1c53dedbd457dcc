import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { folderStore } from '@oneday/checkpoint/node';

const run = mkdtempSync(join(tmpdir(), 'oneday-kill-'));
afterAll(() => rmSync(run, { recursive: true }));

/** Saves from `first` on in another process, kills it after its `count`th save and some time; gives what it printed. */
async function saveUntilKilled(first: number, count: number, thenMilliseconds: number): Promise<number[]> {
  const script = fileURLToPath(new URL('save-for-ever.js', import.meta.url));
  const child = spawn(process.execPath, [script, run, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (text: Buffer) => {
    const saves = () => printed.split('\n').length - 1;
    const before = saves();
    printed += text.toString();
    if (before < count && saves() >= count) setTimeout(() => child.kill('SIGKILL'), thenMilliseconds);
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, killedBy) => resolve(killedBy)));
  expect(signal).toBe('SIGKILL');
  return printed.trim().split('\n').map(Number);
}

describe('a run killed while it saves', () => {
  it('has the last checkpoint whose save returned, or the next one, and every listed step is whole', async () => {
    let first = 0;
    for (let kill = 0; kill < 20; kill++) {
      // The sweep over a save's duration hits all its phases: writing, renaming, replacing, pruning.
      const saved = (await saveUntilKilled(first, 2, kill / 2)).at(-1)!;
      const store = folderStore(run);
      const latest = await store.load((await store.latest())!);
      const { value } = latest.state as { value: number };
      expect([saved, saved + 1]).toContain(value);
      for (const step of await store.list()) {
        const { model, optimizer, state } = await store.load(step);
        const values = new Set([...model.get('w')!.data, ...optimizer!.get('w')!.data]);
        expect([...values]).toEqual([(state as { value: number }).value]);
      }
      first = value + 1;
    }
  });

  it('leaves nothing of it behind after the next save', async () => {
    await folderStore(run, { keepLast: 3 }).save({ step: 100, model: new Map(), state: null });
    const expected = /^(?:latest\.json|step-\d{8})$/;
    expect(readdirSync(join(run, 'checkpoints')).filter((name) => !expected.test(name))).toEqual([]);
  });
});
