import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeZip } from '../src/setup/setup-tests/write-zip.ts';
import { xlaPackages } from '../src/setup/xla-packages.ts';
import { generatedText } from './generated-text.ts';
import { expectEnd, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const cache = join(folder, 'cache');
const plugins = join(cache, 'xla', 'plugins');
const { name, version } = xlaPackages.cpu[0]!;

/** What the package index of these tests has, and what it sends. */
interface Index {
  readonly filename: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly sent: Buffer;
}
let index: Index;
let server: Server;

/** An index that has a file and sends all of it. */
function has(wheel: Buffer, filename = `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`): Index {
  return { filename, sha256: createHash('sha256').update(wheel).digest('hex'), bytes: wheel.length, sent: wheel };
}

/** A wheel of one file, the plugin's. */
function wheelWith(text: string): Buffer {
  const path = join(folder, 'made.whl');
  writeZip(path, { 'some/pjrt_plugin.so': text });
  return readFileSync(path);
}

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const { filename, sha256, bytes, sent } = index;
    if (url === `/simple/${name}/`) {
      response.end(JSON.stringify({ files: [{ filename, url: '/wheel', hashes: { sha256 }, size: bytes }] }));
    } else if (url === '/wheel') response.end(sent);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  process.env.PIP_INDEX_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
  process.env.ONEDAY_CACHE = cache;
  index = has(wheelWith('no library'));
});
afterAll(() => server.close());

const setup = () => oneday(folder, 'setup', 'xla', '--cpu');

describe('oneday setup xla ends with one line', () => {
  it('where no folder can be made for it', async () => {
    process.env.ONEDAY_CACHE = join(folder, 'file');
    writeFileSync(process.env.ONEDAY_CACHE, '');
    expectEnd(await setup(), 2, /: .*plugins cannot be made: EEXIST; set ONEDAY_CACHE to a folder of yours$/);
  });

  it.runIf(process.platform === 'linux')('where the system takes no folders', async () => {
    process.env.ONEDAY_CACHE = '/proc/no-folder-can-be-made-here';
    expectEnd(await setup(), 2, /: \/proc\/.* cannot be made: ENOENT; set ONEDAY_CACHE to a folder of yours$/);
  });

  it('where the index does not answer, does not have it, or has another version', async () => {
    const address = process.env.PIP_INDEX_URL;
    process.env.PIP_INDEX_URL = 'http://127.0.0.1:1/simple';
    expectEnd(await setup(), 1, /: "http:.*" cannot be reached: .*; see to the network, or set PIP_INDEX_URL/);
    process.env.PIP_INDEX_URL = `${address}/other`;
    expectEnd(await setup(), 2, /: the package index .* does not have it; set PIP_INDEX_URL$/);
    process.env.PIP_INDEX_URL = address;
    index = has(wheelWith('no library'), `${name.replaceAll('-', '_')}-9.9.9-py3-none-any.whl`);
    expectEnd(await setup(), 2, new RegExp(`: the index has no wheel of version ${version} for .* wheels of 9.9.9$`));
  });

  it('where the connection ends early, and keeps what came', async () => {
    const wheel = wheelWith('no library');
    index = { ...has(wheel), sent: wheel.subarray(0, 20) };
    expectEnd(await setup(), 1, new RegExp(`: the connection ended after 20 of ${wheel.length} bytes; run it again$`));
    expect(existsSync(join(plugins, 'cpu.wheels', `${index.filename}.part`))).toBe(true);
  });

  it('where the file has another sha256 than the index says', async () => {
    index = { ...index, sha256: '0'.repeat(64) };
    expectEnd(await setup(), 2, /\.whl: bad sha256: .*; it was removed, run the command again$/);
  });

  it('where the wheel was cut short before it came to the index', async () => {
    index = has(wheelWith('no library').subarray(0, 60));
    expectEnd(await setup(), 2, /: damaged: .* cut short .*; remove it and run the command again$/);
    expect(existsSync(join(plugins, 'cpu'))).toBe(false);
  });

  it('where what is in it is no plugin', async () => {
    expectEnd(await setup(), 2, /pjrt_plugin\.so: cannot be loaded as a PJRT plugin: /);
  });

  it.skipIf(process.platform === 'win32')('where the disk is full', async () => {
    index = has(wheelWith(randomBytes(300_000).toString('latin1')));
    const command = fileURLToPath(new URL('../bin/oneday.js', import.meta.url));
    // 100 KB a file.
    const script = 'trap "" XFSZ; ulimit -f 200; exec "$@"';
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, command, 'setup', 'xla', '--cpu'], {
      cwd: folder, stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    expectEnd({ code, stdout: '', stderr }, 1, /\.part: the disk is full; free some space and run the command again$/);
  });
});

describe('training with --backend xla ends with one line', () => {
  const train = () => oneday(folder, 'train', 'char-gpt', '--text', 'text.txt', '--backend', 'xla', '--out', 'run');
  beforeAll(() => writeFileSync(join(folder, 'text.txt'), generatedText(200)));
  beforeEach(() => {
    process.env.ONEDAY_CACHE = join(folder, 'empty');
    delete process.env.ONEDAY_XLA_PLUGIN;
  });
  afterAll(() => delete process.env.ONEDAY_XLA_PLUGIN);

  it('where there is no plugin', async () => {
    const line = /: xla: no PJRT plugin is installed; run `oneday setup xla`; or set ONEDAY_XLA_PLUGIN$/;
    expectEnd(await train(), 2, line);
    process.env.ONEDAY_XLA_PLUGIN = join(folder, 'gone.so');
    expectEnd(await train(), 2, /gone\.so: there is no such plugin; run `oneday setup xla`$/);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });
});
