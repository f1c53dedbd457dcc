import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { indexAddress } from './package-index.ts';
import { chooseWheel, compareVersions } from './wheels.ts';

const named = (filename: string) => ({ filename, url: '', sha256: '' });
const linux = { platform: 'linux', architecture: 'x64' } as const;

describe('chooseWheel', () => {
  const files = [
    'p-1.10.0-py3-none-manylinux_2_27_x86_64.whl', 'p-1.9.0-py3-none-manylinux_2_27_x86_64.whl', 'p-2.0.tar.gz',
    'p-1.11.0-py3-none-win_amd64.whl', 'p-2.0rc1-py3-none-any.whl', 'p-1.8-cp311-cp311-manylinux2014_x86_64.whl',
  ].map(named);

  it('takes the newest release for the machine', () => {
    expect(chooseWheel({ name: 'p' }, files, linux).version).toBe('1.10.0');
    expect(chooseWheel({ name: 'p' }, files, { platform: 'win32', architecture: 'x64' }).version).toBe('1.11.0');
  });

  it('keeps to the versions asked for, and to the Python tag', () => {
    expect(chooseWheel({ name: 'p', below: '1.10' }, files, linux).version).toBe('1.9.0');
    expect(chooseWheel({ name: 'p', version: '1.8', python: 'cp311' }, files, linux).version).toBe('1.8');
    expect(() => chooseWheel({ name: 'p', version: '1.8' }, files, linux)).toThrow('no wheel of version 1.8 for linux');
    expect(() => chooseWheel({ name: 'p' }, files, { platform: 'linux', architecture: 'arm64' })).toThrow('it has');
  });

  it('compares parts as numbers', () => {
    expect(['1.10', '1.9', '1.9rc1', '1.9.1'].sort(compareVersions)).toEqual(['1.9rc1', '1.9', '1.9.1', '1.10']);
  });
});

describe('indexAddress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-pip-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is what pip is configured for', () => {
    const config = join(folder, 'pip.conf');
    writeFileSync(config, '[list]\nindex-url = https://wrong/\n[global]\ntimeout = 3\nindex-url = https://right/simple/\n');
    expect(indexAddress({ PIP_CONFIG_FILE: config })).toBe('https://right/simple');
    expect(indexAddress({ PIP_CONFIG_FILE: config, PIP_INDEX_URL: 'https://first' })).toBe('https://first');
  });
});
