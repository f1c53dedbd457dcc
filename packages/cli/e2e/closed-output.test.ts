import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '@oneday/trainer';
import { generatedText, TINY } from './generated-text.ts';
import { temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(500));
const command = fileURLToPath(new URL('../bin/oneday.js', import.meta.url));

describe.skipIf(process.platform === 'win32')('a run whose readers are gone', () => {
  it('goes on to its end', () => {
    const args = ['train', 'char-gpt', '--text', 'text.txt', '--out', 'run', ...TINY, '--set', 'training.steps=200'];
    const script = '{ "$@" 2>errors; echo $? >code; } | head -n 1';
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', process.execPath, command, ...args], {
      cwd: folder, encoding: 'utf8',
    });
    expect(stdout).toBe('run folder run\n');
    expect(['code', 'errors'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['0\n', '']);
    const events = readFileSync(join(folder, 'run', 'events.jsonl'), 'utf8').trimEnd().split('\n');
    const last = JSON.parse(events.at(-1)!) as TrainEvent;
    expect(last).toMatchObject({ kind: 'finished', step: 200, stopped: false });
  });
});
