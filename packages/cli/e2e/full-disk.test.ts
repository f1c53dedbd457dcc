import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(1500));
const STEPS = 600;
const args = (name: string, saveEverySteps: number) => [
  'train', 'char-gpt', '--text', 'text.txt', '--out', name, '--json', '--threads', '1', ...TINY,
  '--set', `training.steps=${STEPS}`, '--set', `training.saveEverySteps=${saveEverySteps}`,
];
const command = fileURLToPath(new URL('../bin/oneday.js', import.meta.url));

/** Runs a shell's script that gets the command as `"$@"`. */
function shell(script: string, ...given: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', process.execPath, command, ...given], {
    cwd: folder, encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Parameters and optimizer state at a run's end. */
function lastTensors(run: string): Buffer[] {
  const step = join(folder, run, 'checkpoints', `step-${String(STEPS).padStart(8, '0')}`);
  return ['model.safetensors', 'optimizer.safetensors'].map((file) => readFileSync(join(step, file)));
}

/** The lines on standard error that are no progress. */
function errorLines(stderr: string): string[] {
  return stderr.trimEnd().split('\n').filter((line) => !/^(?:step|saved|evaluated|run folder|\d)/.test(line));
}

const rest = 'what was there before is whole; free some space, then go on with oneday train --resume';

describe.skipIf(process.platform === 'win32')('a run that has no more room', () => {
  beforeAll(async () => void await oneday(folder, ...args('unbroken', 50)));

  it('for its journal ends with one line, and goes on bit for bit where there is', async () => {
    // 100 KB a file: enough for a checkpoint of the tiny model, not for the events of 600 steps.
    const limited = shell('trap "" XFSZ; ulimit -f 200; exec "$@"', ...args('limited', 50));
    const line = `journal "${join('limited', 'events.jsonl')}": the file would be larger than the system allows`;
    expect([limited.code, limited.stdout, errorLines(limited.stderr)]).toEqual([
      1, '', [`oneday: ${line}; ${rest} limited`],
    ]);
    const journal = readFileSync(join(folder, 'limited', 'events.jsonl'), 'utf8');
    expect(journal.endsWith('}\n')).toBe(true);
    const resumed = await oneday(folder, 'train', '--resume', 'limited', '--threads', '1', '--json');
    expect(resumed.stderr).toMatch(/going on after step [1-9]\d*\n/);
    expect([resumed.code, lastLine(resumed.stdout).steps]).toEqual([0, STEPS]);
    expect(lastTensors('limited')).toEqual(lastTensors('unbroken'));
    const journalPath = join('limited', 'events.jsonl');
    expect((await oneday(folder, 'train', '--replay', journalPath, '--out', 'repeated')).code).toBe(0);
    expect(lastTensors('repeated')).toEqual(lastTensors('unbroken'));
  });

  /** A file system of its own needs a mount, which only root and users with namespaces may do. */
  const tmpfs = (script: string) => (
    `exec unshare -rm sh -c 'mount -t tmpfs -o size=600k tmpfs small && ${script}' sh "$@"`
  );
  mkdirSync(join(folder, 'small'));
  const canMount = shell(tmpfs('true')).code === 0;

  it.runIf(canMount)('for its checkpoints ends with one line, and goes on bit for bit where there is', () => {
    const script = [
      'head -c 300000 /dev/zero > small/others', '"$@"', 'echo ended with $?', 'ls -A small/run small/run/checkpoints',
      'rm small/others', '"$1" "$2" train --resume small/run --threads 1 --json', 'cp -r small/run here',
    ].join('; ');
    const { code, stdout, stderr } = shell(tmpfs(script), ...args('small/run', 5));
    expect(code).toBe(0);
    const what = /^oneday: .*"small\/run\/[^"]*": the disk is full; what was there before is whole; free some space, /;
    expect(errorLines(stderr)[0]).toMatch(what);
    expect(stdout).toContain('ended with 1\n');
    expect(stdout).not.toContain('saving');
    expect(stderr).toMatch(/going on after step [1-9]\d*\n/);
    expect(existsSync(join(folder, 'here', 'report.html'))).toBe(true);
    expect(lastTensors('here')).toEqual(lastTensors('unbroken'));
  });
});
