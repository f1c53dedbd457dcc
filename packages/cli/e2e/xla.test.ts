import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainEvent } from '@oneday/trainer';
import { describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { oneday, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(1500));

const train = (out: string, backend: string, steps: number, ...settings: string[]) => [
  'train', 'char-gpt', '--text', 'text.txt', '--out', out, '--backend', backend, '--json',
  ...[`training.steps=${steps}`, ...settings].flatMap((setting) => ['--set', setting]),
];

/** The loss of each step, as it was taken last; a line that a kill tore is left out. */
function losses(run: string): number[] {
  const found: number[] = [];
  for (const line of readFileSync(join(folder, run, 'events.jsonl'), 'utf8').split('\n')) {
    if (!line.endsWith('}')) continue;
    const event = JSON.parse(line) as TrainEvent;
    if (event.kind === 'step') found[event.step - 1] = event.loss;
  }
  return found;
}

// `oneday setup xla --cpu` has a plugin for this platform alone.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('--backend xla', () => {
  it('trains char-gpt with the losses of the cpu backend, to 1e-3 over 50 steps', async () => {
    const sizes = ['model.layers=2', 'model.width=64', 'model.dropout=0.1'];
    for (const backend of ['xla', 'cpu']) {
      const { code, stderr } = await oneday(folder, ...train(backend, backend, 50, ...sizes));
      expect(code, stderr).toBe(0);
    }
    const [xla, cpu] = [losses('xla'), losses('cpu')];
    expect(xla).toHaveLength(50);
    expect(Math.max(...xla.map((loss, i) => Math.abs(loss - cpu[i]!)))).toBeLessThan(1e-3);
  });

  it('goes on bit for bit where a run was killed', async () => {
    const settings = [...TINY.filter((part) => part !== '--set'), 'training.saveEverySteps=50', 'model.dropout=0.1'];
    expect((await oneday(folder, ...train('whole', 'xla', 400, ...settings))).code).toBe(0);
    const { child, finished } = startOneday(folder, train('killed', 'xla', 400, ...settings));
    child.stderr!.on('data', (text: Buffer) => {
      if (text.toString().includes('saved step 100')) child.kill('SIGKILL');
    });
    expect((await finished).code).toBeNull();
    const { code, stderr } = await oneday(folder, 'train', '--resume', 'killed', '--backend', 'xla', '--json');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/going on after step \d+00\n/);
    expect(losses('killed')).toEqual(losses('whole'));
    for (const file of ['model.safetensors', 'optimizer.safetensors']) {
      const [a, b] = ['killed', 'whole'].map((run) =>
        readFileSync(join(folder, run, 'checkpoints', 'step-00000400', file)));
      expect(a!.equals(b!)).toBe(true);
    }
  });
});
