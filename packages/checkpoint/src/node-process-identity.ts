import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, so that another one can tell later whether it is still there. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in ticks of the machine's clock; 0 where the system does not tell (all but Linux). */
  readonly startTicks: number;
  readonly host: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startTicks: processStatus(process.pid)?.startTicks ?? 0, host: hostname() };
}

/**
 * Whether a process is gone for certain. Of one on another machine nobody can tell. A number that another process has
 * got since is told apart by its start, where the system tells that.
 */
export function isGone({ pid, startTicks, host }: ProcessIdentity): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const status = processStatus(pid);
  if (status === undefined || startTicks === 0) return false;
  return status.hasEnded || status.startTicks !== startTicks;
}

/** What Linux says of a process in proc(5); undefined elsewhere, and when there is none. */
function processStatus(pid: number): { hasEnded: boolean; startTicks: number } | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in brackets, and may have both spaces and brackets in it.
  const [state, ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const startTicks = Number(fields[18]);
  if (!Number.isSafeInteger(startTicks)) return undefined;
  // A killed process whose parent has not asked for it yet still has its number.
  return { hasEnded: state === 'Z' || state === 'X', startTicks };
}
