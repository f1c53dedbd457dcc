import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedText } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(20_000));

describe('oneday quickstart', () => {
  it('trains, scores beside baselines, writes, and leaves a run that others use', async () => {
    const { code, stdout } = await oneday(folder, 'quickstart', '--text', 'text.txt', '--budget', '8s', '--json');
    expect(code).toBe(0);
    const result = lastLine(stdout) as Record<string, number> & { sample: string };
    expect(result).toMatchObject({ recipe: 'quickstart', stopped: false, runFolder: 'runs/quickstart' });
    expect(result.bitsPerByte).toBeLessThan(0.6 * result.byteUnigramBitsPerByte!);
    expect(result.gzipBitsPerByte).toBeGreaterThan(0);
    expect(result.sample.length).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'runs/quickstart/report.html'), 'utf8')).toContain('gzip -9');
    const args = ['generate', '--run', 'runs/quickstart', '--prompt', 'the', '--tokens', '5'];
    expect((await oneday(folder, ...args)).stdout).toMatch(/^the/);
  });
});
