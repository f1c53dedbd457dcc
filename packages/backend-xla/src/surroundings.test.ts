import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { InvalidInputError, OnedayError } from '@oneday/core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { describeOnCpu } from './engine-tests/cpu-plugin.ts';
import { findPlugin, xla } from './index.ts';
import { checkVersion } from './pjrt/plugin.ts';

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
