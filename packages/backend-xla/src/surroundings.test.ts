import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, platform } from 'node:process';
import { InvalidInputError, OnedayError } from '@oneday/core';
import type { Value } from '@oneday/ops';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { describeOnCpu } from './engine-tests/cpu-plugin.ts';
import { findPlugin, xla } from './index.ts';
import { PjrtClient } from './pjrt/client.ts';
import { checkVersion, PjrtError, PjrtPlugin } from './pjrt/plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-plugin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const before = { ...env };
afterEach(() => {
  for (const name of ['XLA_FLAGS', 'ONEDAY_CACHE']) {
    if (before[name] === undefined) delete env[name];
    else env[name] = before[name];
  }
});

/** What opening `plugin` throws. */
const failure = (plugin: string) => xla({ plugin }).then(() => undefined, (error: unknown) => error as Error);

describe('a plugin that cannot be used is one line that says what to do', () => {
  it('where none is installed', async () => {
    env.ONEDAY_CACHE = folder;
    await expect(xla({ kind: 'cpu' })).rejects.toThrow(
      'xla: no PJRT plugin is installed; run `oneday setup xla`; or set ONEDAY_XLA_PLUGIN');
  });

  it('where there is no such file, or something else', async () => {
    const missing = await failure(join(folder, 'missing.so'));
    expect(missing).toBeInstanceOf(InvalidInputError);
    expect(missing?.message).toMatch(/missing\.so: there is no such plugin; run `oneday setup xla`$/);
    expect((await failure(folder))?.message).toMatch(/is no file; a PJRT plugin is a shared library$/);
    const text = join(folder, 'text.so');
    writeFileSync(text, 'no library');
    const other = await failure(text);
    expect(other).toBeInstanceOf(InvalidInputError);
    expect(other?.message).toMatch(/^[^\n]*text\.so: cannot be loaded as a PJRT plugin: [^\n]*$/);
  });

  it('where it speaks another version', () => {
    expect(() => checkVersion('p.so', 0, 115)).not.toThrow();
    expect(() => checkVersion('p.so', 0, 80)).toThrow('p.so: speaks PJRT 0.80; 0.81 or a newer 0.x is needed');
    expect(() => checkVersion('p.so', 1, 90)).toThrow(InvalidInputError);
  });
});

describeOnCpu('an untried plugin is tried in another process first:', () => {
  it('one that was cut short fails there', async () => {
    const cut = join(folder, 'cut.so');
    copyFileSync(findPlugin(undefined, ['cpu']).path, cut);
    truncateSync(cut, 50_000_000);
    env.ONEDAY_CACHE = folder;
    const error = await failure(cut);
    expect(error).toBeInstanceOf(OnedayError);
    expect(error?.message).toMatch(/^[^\n]*cut\.so: [^\n]*$/);
  });

  it('one that ends its process is one line here', async () => {
    const { path } = findPlugin(undefined, ['cpu']);
    env.ONEDAY_CACHE = folder;
    env.XLA_FLAGS = '--xla_no_such_flag=1';
    expect((await failure(path))?.message).toMatch(/: crashed when it was tried \(.*\): [^\n]*xla_no_such_flag[^\n]*$/);
  });
});

describeOnCpu('a plugin without a device', () => {
  const advice = 'run `oneday doctor` to see what is missing, or use --backend cpu';
  const load = () => PjrtPlugin.load(findPlugin(undefined, ['cpu']).path);

  it('is one line, where it lists none', async () => {
    const plugin = await load();
    const call = plugin.call.bind(plugin);
    vi.spyOn(plugin, 'call').mockImplementation((name, ...rest) => {
      const words = call(name, ...rest);
      if (name === 'clientAddressableDevices') words[4] = 0n;
      return words;
    });
    await expect(PjrtClient.open(plugin)).rejects.toThrow(
      `xla: opening a device of ${plugin.path}: it has no device; ${advice}`);
  });

  it('is one line, where it cannot be opened: what the plugin for CUDA says on a machine without a card', async () => {
    const plugin = await load();
    const callAside = plugin.callAside.bind(plugin);
    vi.spyOn(plugin, 'callAside').mockImplementation(async (name, words, what = name) => {
      if (name !== 'clientCreate') return callAside(name, words, what);
      throw new PjrtError(what, 'FAILED_PRECONDITION', 'No visible GPU devices.');
    });
    await expect(PjrtClient.open(plugin)).rejects.toThrow(
      `xla: opening a device of ${plugin.path}: No visible GPU devices. (FAILED_PRECONDITION); ${advice}`);
  });
});

describeOnCpu('a cache that cannot be made', () => {
  it.runIf(platform === 'linux')('costs no run', async () => {
    const { path } = findPlugin(undefined, ['cpu']);
    env.ONEDAY_CACHE = '/proc/no-folder-can-be-made-here';
    await using backend = await xla({ plugin: path });
    const program = backend.program('sine', (o, { x }: { readonly x: Value }) => ({ y: o.unary('sin', x) }));
    await program.prepare({ x: { shape: [], dtype: 'f32' } });
    using y = program.run({ x: 1 }).y;
    expect((await backend.read(y))[0]).toBeCloseTo(Math.sin(1), 6);
  });
});
