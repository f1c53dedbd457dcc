import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findNvidiaDriver } from './nvidia-driver.ts';

const root = mkdtempSync(join(tmpdir(), 'oneday-driver-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('findNvidiaDriver', () => {
  it('finds nothing where there is nothing', () => {
    expect(findNvidiaDriver({}, root)).toEqual({});
  });

  it.each([
    ['NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024', '535.183.01'],
    ['NVIDIA UNIX Open Kernel Module for x86_64  580.65  Release Build  (dvs@host)  Tue', '580.65'],
  ])('reads the version of the kernel\'s half: %s', (line, version) => {
    write('proc/driver/nvidia/version', `NVRM version: ${line}\nGCC version:  gcc version 12.2.0 (Debian)\n`);
    expect(findNvidiaDriver({}, root)).toEqual({ kernelVersion: version });
  });

  it('finds the library, first where the environment says', () => {
    write('usr/lib64/libcuda.so.1', '');
    expect(findNvidiaDriver({}, root).library).toBe(join(root, 'usr/lib64/libcuda.so.1'));
    write('opt/cuda/libcuda.so.1', '');
    expect(findNvidiaDriver({ LD_LIBRARY_PATH: '/nowhere:/opt/cuda' }, root).library)
      .toBe(join(root, 'opt/cuda/libcuda.so.1'));
  });
});
