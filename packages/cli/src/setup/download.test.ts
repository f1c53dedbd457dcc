import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { download } from './download.ts';
import { listFiles } from './package-index.ts';
import type { IndexFile } from './package-index.ts';

const content = Buffer.from('0123456789'.repeat(1000));
const sha256 = createHash('sha256').update(content).digest('hex');
const requests: (string | undefined)[] = [];
let [folder, server, file]: [string, Server, IndexFile] = [] as never;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oneday-download-'));
  server = createServer((request, response) => {
    if (request.url === '/simple/thing/') {
      const files = [{ filename: 'thing-1.whl', url: '../../thing-1.whl', hashes: { sha256 }, size: content.length }];
      response.end(JSON.stringify({ files: [...files, { filename: 'no-hash.whl', url: 'x', hashes: {} }] }));
    } else if (request.url === '/thing-1.whl') {
      requests.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(request.headers.range === undefined ? 200 : 206).end(content.subarray(from));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const index = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
  file = (await listFiles('thing', index))[0]!;
  await expect(listFiles('other', index)).rejects.toThrow('does not have it; set PIP_INDEX_URL');
});
beforeEach(() => void requests.splice(0));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('download', () => {
  const path = () => join(folder, 'thing-1.whl');

  it('takes a file of the index, once', async () => {
    await download(file, path());
    expect(readFileSync(path())).toEqual(content);
    await download(file, path());
    expect(requests).toEqual([undefined]);
  });

  it('goes on where it stopped', async () => {
    rmSync(path());
    writeFileSync(`${path()}.part`, content.subarray(0, 4000));
    await download(file, path());
    expect(requests).toEqual(['bytes=4000-']);
    expect(readFileSync(path())).toEqual(content);
    expect(existsSync(`${path()}.part`)).toBe(false);
  });

  it('refuses and removes what has another sha256', async () => {
    rmSync(path());
    writeFileSync(`${path()}.part`, Buffer.alloc(4000));
    await expect(download(file, path())).rejects.toThrow(InvalidInputError);
    expect([existsSync(path()), existsSync(`${path()}.part`)]).toEqual([false, false]);
    await expect(download({ ...file, sha256: '0'.repeat(64) }, path())).rejects.toThrow('thing-1.whl: bad sha256');
  });

  it('takes no more than the index says', async () => {
    await expect(download({ ...file, bytes: 100 }, join(folder, 'other'))).rejects.toThrow('more than the 100 bytes');
  });

  it('names a server that is not there', async () => {
    const gone = { ...file, url: 'http://127.0.0.1:1/thing.whl' };
    await expect(download(gone, join(folder, 'gone'))).rejects.toThrow('cannot be reached');
  });
});
