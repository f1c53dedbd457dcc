import { closeSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderBusyError } from '@oneday/core';
import { isGone, thisProcess } from './node-process-identity.ts';
import type { ProcessIdentity } from './node-process-identity.ts';
import { fileError } from './node-system-error.ts';

/** `.lock-<pid>-<start>-<host>`: what is to be known stands in the name, so that it is there at once or not at all. */
const LOCK_FILE = /^\.lock-(\d{1,10})-(\d{1,16})-([\w.%~!*'()-]{1,200})$/;
/** Of two processes that begin at the same moment each sees the other; the one that waits less gets the folder. */
const ATTEMPTS = 4;
const MOST_WAIT_MILLISECONDS = 60;

/** Folders that this process has locked, by the path of their lock file. */
const locked = new Set<string>();

/**
 * Locks a folder for this process until the lock is disposed of. A process that dies, however it dies, holds nothing
 * any more. The folder must be there.
 *
 * A lock is a file that only its owner makes and removes, `.lock-<pid>-<start>-<host>`. Who wants the folder puts down
 * a file first and then looks for those of others, so that of two at least one sees the other; it takes its own away.
 * Nobody ever takes over a file, which two could do at once. On a network file system this holds between machines as
 * far as a new file is seen by all at once, and whether a process of another machine has died, no one can tell.
 *
 * @param what the folder's name; it opens the error line
 * @throws FolderBusyError when another process has it; it names that one's pid and host
 * @throws InvalidInputError when the folder is missing or must not be written to, DiskFullError
 */
export async function lockFolder(path: string, what: string): Promise<Disposable> {
  for (let attempt = 1; ; attempt++) {
    const file = putDown(path, what);
    const others = lockFilesIn(path).filter(({ name }) => join(realpathSync(path), name) !== file);
    const owner = others.find((other) => !isGone(other.owner));
    if (owner === undefined) {
      others.forEach(({ name }) => rmSync(join(path, name), { force: true }));
      return { [Symbol.dispose]: () => takeAway(file) };
    }
    takeAway(file);
    if (attempt === ATTEMPTS) throw busy(what, join(path, owner.name), owner.owner);
    await sleep(MOST_WAIT_MILLISECONDS * Math.random());
  }
}

/** Makes this process's file, and gives its path. */
function putDown(path: string, what: string): string {
  const self = thisProcess();
  try {
    const file = join(realpathSync(path), `.lock-${self.pid}-${self.startTicks}-${encodeURIComponent(self.host)}`);
    if (locked.has(file)) throw busy(what, file, self);
    // One that is there already was left by a dead process that had the same number.
    closeSync(openSync(file, 'w'));
    locked.add(file);
    return file;
  } catch (cause) {
    throw fileError(what, cause);
  }
}

function takeAway(file: string): void {
  locked.delete(file);
  rmSync(file, { force: true });
}

function lockFilesIn(path: string): { name: string; owner: ProcessIdentity }[] {
  return readdirSync(path).flatMap((name) => {
    const [, pid, startTicks, host] = LOCK_FILE.exec(name) ?? [];
    if (host === undefined) return [];
    return [{ name, owner: { pid: Number(pid), startTicks: Number(startTicks), host: decoded(host) } }];
  });
}

/** A name that somebody else has made may be no URI component. */
function decoded(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}

function busy(what: string, file: string, { pid, startTicks, host }: ProcessIdentity): FolderBusyError {
  const isCertain = startTicks !== 0 && host === thisProcess().host;
  const next = isCertain
    ? 'wait until it ends, or stop it'
    : `wait until it ends; if it is gone for certain, remove ${JSON.stringify(file)}`;
  return new FolderBusyError(`${what}: process ${pid} on ${host} writes to it; ${next}`);
}
