import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseWheels, installedVersions, installWheels } from './install-wheels.ts';
import { writeZip } from './setup-tests/write-zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-install-'));
const target = join(folder, 'plugins', 'some');
let server: Server;
let index: string;

/** Wheels of two packages that share a folder, as NVIDIA's do; the second one's is damaged where a test asks for it. */
const wheels = new Map<string, Buffer>();
let isDamaged = false;

beforeAll(async () => {
  for (const name of ['first', 'second']) {
    const path = join(folder, `${name}-1.0-py3-none-any.whl`);
    writeZip(path, { [`vendor/${name}/lib.so`]: name.repeat(1000), [`${name}-1.0.dist-info/METADATA`]: name });
    wheels.set(name, readFileSync(path));
  }
  server = createServer(({ url = '' }, response) => {
    const name = url.split('/')[2]!;
    const bytes = wheels.get(name)!;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const filename = `${name}-1.0-py3-none-any.whl`;
    if (url.startsWith('/simple/')) {
      const file = { filename, url: `/files/${name}/${filename}`, hashes: { sha256 }, size: bytes.length };
      response.end(JSON.stringify({ files: [file] }));
    } else response.end(isDamaged && name === 'second' ? Buffer.alloc(bytes.length) : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  index = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('installWheels', () => {
  const requirements = [{ name: 'first' }, { name: 'second', version: '1.0' }];

  it('leaves nothing half done when one of the files is bad, and goes on from there', async () => {
    isDamaged = true;
    const chosen = await chooseWheels(requirements, index);
    await expect(installWheels(chosen, target)).rejects.toThrow('second-1.0-py3-none-any.whl: bad sha256');
    expect([existsSync(target), installedVersions(target)]).toEqual([false, {}]);
    isDamaged = false;
    const told = new Set<string>();
    await installWheels(chosen, target, { onProgress: (what) => told.add(what) });
    expect([...told]).toEqual(['fetching second', 'unpacking first', 'unpacking second']);
  });

  it('unpacks side by side, notes the versions, and keeps no downloads', async () => {
    await installWheels(await chooseWheels(requirements, index), target);
    expect(readFileSync(join(target, 'vendor', 'first', 'lib.so'), 'utf8')).toBe('first'.repeat(1000));
    expect(existsSync(join(target, 'vendor', 'second', 'lib.so'))).toBe(true);
    expect(installedVersions(target)).toEqual({ first: '1.0', second: '1.0' });
    expect([`${target}.wheels`, `${target}.next`].filter((path) => existsSync(path))).toEqual([]);
  });

  it('takes what is asked for, and replaces nothing when what belongs to it cannot be made', async () => {
    const chosen = await chooseWheels(requirements, index);
    const accepts = (path: string) => path.startsWith('vendor/first/');
    const fails = async () => Promise.reject(new InvalidInputError('no compiler'));
    await expect(installWheels(chosen, target, { accepts, finish: fails })).rejects.toThrow('no compiler');
    expect(existsSync(join(target, 'vendor', 'second', 'lib.so'))).toBe(true);
    await installWheels(chosen, target, { accepts, finish: async (next) => writeFileSync(join(next, 'made'), '') });
    expect(existsSync(join(target, 'vendor', 'second', 'lib.so'))).toBe(false);
    expect([join('vendor', 'first', 'lib.so'), 'made'].every((path) => existsSync(join(target, path)))).toBe(true);
  });
});
