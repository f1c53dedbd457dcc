import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addonFolder, addonName } from '@oneday/backend-node-gpu';
import { afterEach, describe, expect, it } from 'vitest';
import { expectEnd, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const built = join(addonFolder('cpu'), addonName);
const { ONEDAY_CACHE } = process.env;

afterEach(() => {
  delete process.env.CXX;
  if (ONEDAY_CACHE === undefined) delete process.env.ONEDAY_CACHE;
  else process.env.ONEDAY_CACHE = ONEDAY_CACHE;
});

// The addon is built for this platform alone.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('oneday setup node-gpu', () => {
  const setup = () => oneday(folder, 'setup', 'node-gpu', '--cpu');

  it('fetches nothing without a compiler', async () => {
    process.env.CXX = 'no-such-compiler';
    expectEnd(await setup(), 2, /: setup node-gpu: needs a C\+\+ compiler; no-such-compiler did not answer; /);
  });

  it('fetches nothing where no folder can be made for it', async () => {
    process.env.ONEDAY_CACHE = '/proc/no-folder-can-be-made-here';
    expectEnd(await setup(), 2, /: the cache "\/proc\/.*": it cannot be made: the system takes no folders there$/);
    process.env.ONEDAY_CACHE = join(folder, 'file');
    writeFileSync(process.env.ONEDAY_CACHE, '');
    expectEnd(await setup(), 2, /: the cache ".*": it cannot be made: a part of the path is no folder$/);
  });

  it('is asked for where a library is missing that the addon needs', async () => {
    process.env.ONEDAY_CACHE = join(folder, 'cache');
    const addon = join(addonFolder('cpu'), addonName);
    mkdirSync(dirname(addon), { recursive: true });
    copyFileSync(built, addon);
    writeFileSync(join(folder, 'text.txt'), 'some text '.repeat(100));
    const run = await oneday(folder, 'train', 'char-gpt', '--text', 'text.txt', '--backend', 'node-gpu');
    expectEnd(run, 2, /: the library libtensorflow_cc\.so\.2 is missing; run `oneday setup node-gpu` again$/);
  });

  it('removes what it built, and nothing else', async () => {
    process.env.ONEDAY_CACHE = join(folder, 'other-cache');
    mkdirSync(addonFolder('cpu'), { recursive: true });
    mkdirSync(addonFolder('cuda12'), { recursive: true });
    const { code, stdout } = await oneday(folder, 'setup', 'node-gpu', '--cpu', '--remove', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { kind: 'cpu', folder: addonFolder('cpu'), removed: true }]);
    const again = await oneday(folder, 'setup', 'node-gpu', '--remove', '--json');
    expect(JSON.parse(again.stdout)).toEqual({ kind: 'cuda12', folder: addonFolder('cuda12'), removed: true });
  });
});
