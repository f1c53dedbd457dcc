import { closeSync, existsSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { oneday, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
/** Takes several times as long as it takes the log to say how far. */
const LONG_BYTES = 2 ** 28;
/** What takes long in a preparation, with its rate and the time left. */
const PROGRESS = /^(?:reading|splitting|counting|tokenizing): \d+ % of [\d.]+ MB {2}[\d.]+ .*\/s {2}.* left$/m;

beforeAll(() => {
  const block = Buffer.from(generatedText(200_000));
  const file = openSync(join(folder, 'long.txt'), 'w');
  for (let bytes = 0; bytes < LONG_BYTES; bytes += block.length) writeSync(file, block);
  closeSync(file);
  writeFileSync(join(folder, 'text.txt'), block.subarray(0, 5000));
});

/** Sends a signal when the log has a line about how far the preparing is. */
async function interruptPreparing(signal: NodeJS.Signals, ...args: readonly string[]) {
  const { child, finished } = startOneday(folder, ['train', ...args, '--threads', '1']);
  let log = '';
  child.stdout!.on('data', (data: Buffer) => {
    const before = PROGRESS.test(log);
    log += data.toString();
    if (!before && PROGRESS.test(log)) child.kill(signal);
  });
  return finished;
}

// Windows has no signal that one process can send another to say Ctrl-C.
describe.skipIf(process.platform === 'win32')('Ctrl-C while a run prepares a long text and says how far', () => {
  const start = ['gpt-day', '--text', 'long.txt', '--budget', '60s', '--out', 'run'];

  it('ends it with one line and 130, and leaves nothing', async () => {
    const { code, stdout, stderr } = await interruptPreparing('SIGINT', ...start);
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('interrupted before the first step; nothing is kept');
    expect(readdirSync(folder).sort()).toEqual(['long.txt', 'text.txt']);
    const again = ['char-gpt', '--text', 'text.txt', '--out', 'run', ...TINY, '--set', 'training.steps=2'];
    expect((await oneday(folder, 'train', ...again)).code).toBe(0);
  });

  it('ends one that goes on, which can go on again', async () => {
    const other = [...start.slice(0, -1), 'killed'];
    expect((await interruptPreparing('SIGKILL', ...other)).code).toBeNull();
    expect(existsSync(join(folder, 'killed', 'config.json'))).toBe(true);
    const { code, stdout, stderr } = await interruptPreparing('SIGINT', '--resume', 'killed');
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout.trimEnd().split('\n').at(-1))
      .toBe('interrupted before the first step; go on with oneday train --resume killed');
    expect(existsSync(join(folder, 'killed', 'config.json'))).toBe(true);
  });
});
