import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderStore } from '@oneday/checkpoint/node';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(500));

// Windows has no signal that one process can send another to say Ctrl-C.
describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it('ends a run after the step under way, saves it, and leaves with 130', async () => {
    const settings = [...TINY, '--set', 'training.steps=1000000'];
    const args = ['train', 'char-gpt', '--text', 'text.txt', '--out', 'run', '--json', ...settings];
    const { child, finished } = startOneday(folder, args);
    let log = '';
    child.stderr!.on('data', (data: Buffer) => {
      const hadSteps = log.includes('step ');
      log += data.toString();
      // A terminal sends the signal to npm too, which passes it on: it comes twice.
      if (!hadSteps && log.includes('step ')) {
        child.kill('SIGINT');
        child.kill('SIGINT');
      }
    });

    const { code, stdout, stderr } = await finished;
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted: ending after this step');
    const { steps, stopped, runFolder } = lastLine(stdout);
    expect([stopped, runFolder]).toEqual([true, 'run']);
    const store = folderStore(join(folder, 'run'));
    expect(await store.latest()).toBe(steps);
    expect((await store.load(steps as number)).model.size).toBe(9);
    const events = readFileSync(join(folder, 'run', 'events.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(events.at(-1)!)).toMatchObject({ kind: 'finished', step: steps, stopped: true });
  });
});
