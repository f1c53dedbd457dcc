import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { folderStore } from '@oneday/checkpoint/node';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(500));
writeFileSync(join(folder, 'long.txt'), generatedText(100_000));

// Windows has no signal that one process can send another to say Ctrl-C.
describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each([
    ['Ctrl-C', 'SIGINT'], ['the end of a terminal', 'SIGHUP'],
  ] as const)('%s ends a run after the step under way, saves it, and leaves with 130', async (_, signal) => {
    const settings = [...TINY, '--set', 'training.steps=1000000'];
    const args = ['train', 'char-gpt', '--text', 'text.txt', '--out', signal, '--json', ...settings];
    const { child, finished } = startOneday(folder, args);
    let log = '';
    child.stderr!.on('data', (data: Buffer) => {
      const hadSteps = log.includes('step ');
      log += data.toString();
      // A terminal sends the signal to npm too, which passes it on: it comes twice.
      if (!hadSteps && log.includes('step ')) {
        child.kill(signal);
        child.kill(signal);
      }
    });

    const { code, stdout, stderr } = await finished;
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted: ending after this step');
    const { steps, stopped, runFolder } = lastLine(stdout);
    expect([stopped, runFolder]).toEqual([true, signal]);
    const store = folderStore(join(folder, signal));
    expect(await store.latest()).toBe(steps);
    expect((await store.load(steps as number)).model.size).toBe(9);
    const events = readFileSync(join(folder, signal, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(events.at(-1)!)).toMatchObject({ kind: 'finished', step: steps, stopped: true });
  });

  it('that comes again ends the run at once, which says what is kept and how to go on', async () => {
    // What is held out is so long that the evaluation at the end of the run lasts until the second signal.
    const larger = ['training.steps=1000000', 'data.trainingFraction=0.1', 'model.width=64', 'model.context=64'];
    const settings = [...TINY, ...larger.flatMap((setting) => ['--set', setting])];
    const args = ['train', 'char-gpt', '--text', 'long.txt', '--out', 'left', '--json', '--threads', '1', ...settings];
    const { child, finished } = startOneday(folder, args);
    let log = '';
    child.stderr!.on('data', (data: Buffer) => {
      const [hadSteps, hadSaved] = [log.includes('step '), log.includes('saved step')];
      log += data.toString();
      if (!hadSteps && log.includes('step ')) child.kill('SIGINT');
      // One that comes within a second is the same Ctrl-C, passed on.
      if (!hadSaved && log.includes('saved step')) void sleep(1100).then(() => child.kill('SIGINT'));
    });

    const { code, stdout, stderr } = await finished;
    expect([code, stdout]).toEqual([130, '']);
    const step = Number(/^saved step (\d+)$/m.exec(stderr)![1]);
    const kept = `kept: ${join('left', 'checkpoints', `step-${String(step).padStart(8, '0')}`)}`;
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `interrupted again: leaving at once; ${kept}; go on with oneday train --resume left`,
    );
    expect(await folderStore(join(folder, 'left')).latest()).toBe(step);
    expect(readdirSync(join(folder, 'left')).sort()).toEqual([
      'checkpoints', 'config.json', 'data', 'events.jsonl', 'tokenizer.json',
    ]);
  });
});
