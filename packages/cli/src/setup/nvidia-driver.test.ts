import { describe, expect, it } from 'vitest';
import { cudaVersionFor, findNvidiaDriver } from './nvidia-driver.ts';

const answering = (...lines: string[]) => findNvidiaDriver(() => `${lines.join('\n')}\n`);

describe('findNvidiaDriver', () => {
  it('reads cards and version from what nvidia-smi says', () => {
    expect(answering('NVIDIA H100 80GB HBM3, 9.0, 580.65.06', 'Tesla T4, 7.5, 580.65.06')).toEqual({
      version: '580.65.06',
      cards: [
        { name: 'NVIDIA H100 80GB HBM3', computeCapability: 9 }, { name: 'Tesla T4', computeCapability: 7.5 },
      ],
    });
  });

  it('finds none where it cannot be run, or says something else', () => {
    const missing = () => {
      throw new Error('ENOENT');
    };
    expect(findNvidiaDriver(missing)).toBeUndefined();
    expect(answering('No devices were found')).toBeUndefined();
  });
});

describe('cudaVersionFor', () => {
  it.each([
    ['RTX 4090, 8.9, 580.65.06', 13], ['Tesla T4, 7.5, 590.10', 13], ['Tesla V100, 7.0, 580.65.06', 12],
    ['RTX 4090, 8.9, 570.86.15', 12],
  ])('of %s is %d', (line, version) => {
    expect(cudaVersionFor(answering(line)!)).toBe(version);
  });

  it('is 12 where one of the cards is older than Turing', () => {
    expect(cudaVersionFor(answering('RTX 4090, 8.9, 580.1', 'GTX 1080, 6.1, 580.1')!)).toBe(12);
  });
});
