import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeOnCpu } from './engine-tests/cpu-plugin.ts';
import { findAccelerator, findNvidiaDriver, findPlugin, pluginFolder } from './index.ts';
import type { PluginKind } from './index.ts';

const cache = mkdtempSync(join(tmpdir(), 'oneday-accelerator-'));
const before = { ...env };
afterAll(() => rmSync(cache, { recursive: true, force: true }));
beforeEach(() => {
  env.ONEDAY_CACHE = cache;
  delete env.ONEDAY_XLA_PLUGIN;
});
afterEach(restoreEnvironment);

function restoreEnvironment(): void {
  for (const name of ['ONEDAY_CACHE', 'ONEDAY_XLA_PLUGIN']) {
    if (before[name] === undefined) delete env[name];
    else env[name] = before[name];
  }
}

function install(kind: PluginKind): void {
  mkdirSync(pluginFolder(kind), { recursive: true });
  writeFileSync(join(pluginFolder(kind), 'pjrt_plugin.so'), 'no library');
}

describe('findAccelerator', () => {
  it('says no without a plugin, and with one for processors', async () => {
    const no = { isThere: false, reason: 'no plugin for one is installed' };
    expect(await findAccelerator()).toEqual(no);
    install('cpu');
    expect(await findAccelerator()).toEqual(no);
  });

  it('says no where a plugin for NVIDIA\'s cards cannot be opened: without a driver it does not even try', async () => {
    install('cuda13');
    const hasDriver = findNvidiaDriver().library !== undefined;
    const reason = hasDriver ? 'pjrt_plugin.so: cannot be loaded' : 'NVIDIA\'s driver (libcuda.so.1) is not there';
    expect(await findAccelerator()).toEqual({ isThere: false, reason: expect.stringContaining(reason) as unknown });
  });

  it('says no where the user\'s own plugin cannot be used', async () => {
    env.ONEDAY_XLA_PLUGIN = join(cache, 'gone.so');
    const reason = expect.stringContaining('gone.so: there is no such plugin') as unknown;
    expect(await findAccelerator()).toEqual({ isThere: false, reason });
  });
});

describeOnCpu('findAccelerator on a plugin that works', () => {
  it('asks the plugin, and keeps its answer', async () => {
    restoreEnvironment();
    const { path } = findPlugin(undefined, ['cpu']);
    [env.ONEDAY_CACHE, env.ONEDAY_XLA_PLUGIN] = [cache, path];
    expect(await findAccelerator()).toEqual({ isThere: false, reason: 'the plugin is for processors' });
    const notes = join(cache, 'xla', 'tried');
    const [note] = readdirSync(notes);
    writeFileSync(join(notes, note!), JSON.stringify({ platform: 'cuda', device: 'NVIDIA H100 80GB HBM3' }));
    expect(await findAccelerator()).toEqual({ isThere: true, device: 'NVIDIA H100 80GB HBM3' });
    writeFileSync(join(notes, note!), '{"platf');
    expect(await findAccelerator()).toEqual({ isThere: false, reason: 'the plugin is for processors' });
  });
});
