import { describe, expect, it } from 'vitest';
import { xlaPackages } from './xla-packages.ts';
import { describeXlaSurroundings, missingForGpu } from './xla-surroundings.ts';
import type { InstalledPlugin } from './xla-surroundings.ts';

const whole = (kind: InstalledPlugin['kind']): InstalledPlugin => (
  { kind, versions: Object.fromEntries(xlaPackages[kind].map(({ name }) => [name, '1.0'])) }
);
const driver = { kernelVersion: '580.65.06', library: '/usr/lib64/libcuda.so.1' };

describe('missingForGpu', () => {
  it('names nothing where all is there', () => {
    expect(missingForGpu({ plugins: [whole('cpu'), whole('cuda13')], driver })).toEqual([]);
  });

  it('names driver and plugin where there is neither', () => {
    expect(missingForGpu({ plugins: [whole('cpu')], driver: {} })).toEqual([
      'NVIDIA\'s driver; install it, or start the container with access to the cards (docker run --gpus all)',
      'a plugin for CUDA; run `oneday setup xla`',
    ]);
  });

  it('names the driver\'s library where a container has only its other half', () => {
    expect(missingForGpu({ plugins: [whole('cuda12')], driver: { kernelVersion: '550.54' } })).toEqual([
      'libcuda.so.1 of the driver 550.54; start the container with access to it (docker run --gpus all)',
    ]);
  });

  it('names libraries that are not installed, and a driver that is too old', () => {
    const names = xlaPackages.cuda13.map(({ name }) => name).filter((name) => name !== 'nvidia-cudnn-cu13');
    const versions = Object.fromEntries(names.map((name) => [name, '1.0']));
    expect(missingForGpu({ plugins: [{ kind: 'cuda13', versions }], driver: { ...driver, kernelVersion: '550.54' } }))
      .toEqual([
        'nvidia-cudnn-cu13 for cuda13; run `oneday setup xla` again',
        'a driver of 580 or newer for CUDA 13; update it, or run `oneday setup xla --cuda 12`',
      ]);
  });
});

describe('describeXlaSurroundings', () => {
  it('tells versions of plugin, libraries and driver', () => {
    const own: InstalledPlugin = { kind: 'cpu', versions: { 'some-plugin': '0.11.2', 'a-library': '9.1' } };
    expect(describeXlaSurroundings({ plugins: [own, whole('cuda12')], driver }).slice(0, 3)).toEqual([
      'plugin cpu: some-plugin 0.11.2, a-library 9.1',
      expect.stringMatching(/^plugin cuda12: jax-cuda12-pjrt 1\.0, nvidia-cublas-cu12 1\.0, /),
      'NVIDIA driver: 580.65.06, /usr/lib64/libcuda.so.1',
    ]);
  });
});
