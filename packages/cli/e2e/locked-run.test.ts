import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(1500));
const settings = [...TINY, '--set', 'training.steps=300', '--set', 'training.saveEverySteps=10', '--threads', '1'];

/** Starts a run and waits until it has saved one of its steps. */
async function startRun(name: string) {
  const started = startOneday(folder, ['train', 'char-gpt', '--text', 'text.txt', '--out', name, ...settings]);
  await Promise.race([started.finished, new Promise<void>((resolve) => {
    started.child.stdout!.on('data', (text: Buffer) => text.toString().includes('saved step ') && resolve());
  })]);
  return started;
}

// Windows has no signal to stop a process for a while with.
describe.skipIf(process.platform === 'win32')('a run that a process is at work on', () => {
  it('is not resumed by another one, which names the first, until that is gone', async () => {
    const { child, finished } = await startRun('run');
    child.kill('SIGSTOP');
    const busy = await oneday(folder, 'train', '--resume', 'run');
    expect({ ...busy, stderr: busy.stderr.trimEnd() }).toEqual({
      code: 1, stdout: '',
      stderr: `oneday: run "run": process ${child.pid} on ${hostname()} writes to it; wait until it ends, or stop it`,
    });
    child.kill('SIGKILL');
    await finished;
    expect(readdirSync(join(folder, 'run')).filter((name) => name.startsWith('.lock-'))).toHaveLength(1);
    const resumed = await oneday(folder, 'train', '--resume', 'run', '--json');
    expect([resumed.code, lastLine(resumed.stdout).steps]).toEqual([0, 300]);
    expect(readdirSync(join(folder, 'run')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is not resumed twice at the same time', async () => {
    const { child, finished } = await startRun('twice');
    child.kill('SIGKILL');
    await finished;
    const codes = await Promise.all([1, 2].map(async () => (await oneday(folder, 'train', '--resume', 'twice')).code));
    expect(codes.sort()).toEqual([0, 1]);
  });

  it('can be used meanwhile', async () => {
    const { child, finished } = await startRun('used');
    child.kill('SIGSTOP');
    const { code, stdout } = await oneday(folder, 'generate', '--run', 'used', '--prompt', 'the', '--tokens', '3');
    expect([code, stdout.slice(0, 3)]).toEqual([0, 'the']);
    child.kill('SIGKILL');
    await finished;
  });
});
