import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const parent = mkdtempSync(join(tmpdir(), 'oneday-full-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** Runs node on a script within 1 MB, by a shell's command line that gets the folder as $0. */
function within(limit: string, folder: string, script: string) {
  return spawnSync('sh', ['-c', `${limit} && exec "$1" "$2" "$0"`, folder, process.execPath, script], {
    encoding: 'utf8',
  });
}

const fileSizeLimit = 'trap "" XFSZ; ulimit -f 2048';
const tmpfs = 'mount -t tmpfs -o size=1m tmpfs "$0"';
/** A file system of its own needs a mount, which only root and users with namespaces may do. */
const mounted = spawnSync('unshare', ['-rm', 'sh', '-c', tmpfs, parent]).status === 0;
const limits = [
  ['a limit on the size of files', fileSizeLimit, 'the file would be larger than the system allows'],
  ...(mounted ? [['a file system of 1 MB', `exec unshare -rm sh -c '${tmpfs} && exec "$1" "$2" "$0"' "$0" "$1" "$2"`,
    'the disk is full'] as const] : []),
] as const;
if (!mounted) console.warn('full-disk: no tmpfs may be mounted here; only the limit on the size of files is tested');

describe.each(limits)('a save that meets %s', (name, limit, reason) => {
  it('fails with one line, leaves what was there whole, and takes its half away', () => {
    const folder = join(parent, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    const { stdout, stderr } = within(limit, folder, fileURLToPath(new URL('save-until-full.js', import.meta.url)));
    expect(stderr).toBe('');
    const { error, after, entries, steps } = JSON.parse(stdout) as Record<string, unknown>;
    expect(error).toEqual({
      name: 'DiskFullError',
      message: `checkpoints in ${JSON.stringify(join(folder, 'checkpoints'))}: ${reason}; ` +
        'what was there before is whole; free some space',
    });
    expect(after).toEqual({ step: 1, values: [1], refused: 0 });
    expect(entries).toEqual(['latest.json', 'step-00000001']);
    expect(steps).toEqual([3]);
  });
});
