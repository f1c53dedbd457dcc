import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
// What is set up on this machine does not show.
process.env.ONEDAY_CACHE = folder;

describe('oneday doctor', () => {
  it('opens the cpu backend, tries every fused op on it, and says why others are missing', async () => {
    const { code, stdout } = await oneday(folder, 'doctor', '--json');
    expect(code).toBe(0);
    const { node, cores, backends, xla } = lastLine(stdout) as Record<string, unknown> & { backends: unknown[] };
    expect({ node, cores }).toEqual({ node: process.version, cores: availableParallelism() });
    expect(backends[0]).toEqual({
      name: 'cpu', works: true, device: expect.stringContaining('WebAssembly SIMD') as unknown,
      seconds: expect.any(Number) as unknown,
      ops: {
        native: [
          'activation', 'adamw', 'attention', 'crossEntropy', 'dropout', 'embedding', 'gated', 'globalNorm',
          'layerNorm', 'linear', 'rmsNorm', 'rotary',
        ],
        references: [],
      },
    });
    expect(backends[1]).toMatchObject({
      name: 'webgpu', works: true, ops: { native: ['adamw', 'crossEntropy', 'layerNorm'] },
    });
    expect(backends[2]).toEqual({
      name: 'node-gpu', works: false,
      reason: expect.stringMatching(/^node-gpu: no TensorFlow is installed; run `oneday setup node-gpu`/) as unknown,
    });
    const reason = 'xla: no PJRT plugin is installed; run `oneday setup xla`; or set ONEDAY_XLA_PLUGIN';
    expect(backends[3]).toEqual({ name: 'xla', works: false, reason });
    expect(xla).toEqual({ plugins: [], driver: expect.any(Object) as unknown });
  });

  it('says the same in lines', async () => {
    const { stdout } = await oneday(folder, 'doctor');
    const lines = stdout.trimEnd().split('\n');
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(lines[0]).toBe(`oneday ${version}, Node ${process.version}, ${process.platform} ${process.arch}`);
    expect(lines[2]).toMatch(/^cpu: works: WebAssembly SIMD, \d+ threads?; opened and tried in \d+\.\d s$/);
    expect(lines[3]).toMatch(/^ {2}native ops: activation, adamw, attention, /);
    expect(lines[4]).toMatch(/^webgpu: works: .+ through WebGPU/);
  });
});

describe('oneday bench step', () => {
  it('times whole training steps', async () => {
    const args = ['bench', 'step', '--recipe', 'char-gpt', '--backend', 'cpu', '--threads', '1', '--seconds', '0.1'];
    const { code, stdout } = await oneday(folder, ...args, '--json');
    expect(code).toBe(0);
    const result = lastLine(stdout) as Record<string, number> & { losses: number[] };
    expect(result).toMatchObject({ recipe: 'char-gpt', backend: 'cpu', threads: 1, node: process.version });
    expect(result.steps).toBeGreaterThanOrEqual(20);
    expect(result.secondsPerStep).toBeGreaterThan(0);
    expect(result.medianSecondsPerStep).toBeGreaterThanOrEqual(result.secondsPerStep!);
    // The same ones as in PyTorch: the fixture of tools/parity has the same tokens and the same seed.
    expect(result.losses).toEqual([
      4.186856, 4.171626, 4.162574, 4.135164, 4.108501, 4.074201, 4.031582, 3.996910, 3.979109, 3.931147,
    ].map((loss) => expect.closeTo(loss, 4) as unknown));
  });
});
