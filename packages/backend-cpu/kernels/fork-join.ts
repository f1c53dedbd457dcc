import {
  argumentsAddress,
  callerSleepsAddress,
  callWordAddress,
  closingThreads,
  failureAddress,
  finishedCountAddress,
  opcodeAddress,
  readyCountAddress,
  sleeperCountAddress,
} from './generated/control-block';
import { dispatch } from './generated/dispatch';
import { longestNap, spinsBeforeSleep } from './waiting';

/** End of the kernels' constants (bytes), which the build checks. */
export const staticDataEnd: usize = __heap_base;

/**
 * Runs one operation on `threads` threads (main thread included) and returns when all are done: 0, or 1 when a worker
 * has trapped, after which the memory is in no known state and nothing more may run. `args` points to the operation's
 * slots, `scratch` to this thread's own scratch memory.
 * The call word carries the number of threads, so a worker that is not asked leaves without a receipt, and a worker
 * that is asked has always given one before the next call overwrites opcode and arguments.
 */
export function run(opcode: i32, args: usize, threads: i32, scratch: usize): i32 {
  if (threads <= 1) {
    dispatch(opcode, args, 0, 1, scratch);
    return 0;
  }
  store<i32>(opcodeAddress, opcode);
  store<usize>(argumentsAddress, args);
  atomic.store<i32>(finishedCountAddress, 0);
  publishCall(threads);
  dispatch(opcode, args, 0, threads, scratch);
  let spins: i32 = 0;
  let finished = atomic.load<i32>(finishedCountAddress);
  while (finished != threads - 1) {
    if (atomic.load<i32>(failureAddress) != 0) return 1;
    if (++spins > spinsBeforeSleep) {
      atomic.store<i32>(callerSleepsAddress, 1);
      atomic.wait<i32>(finishedCountAddress, finished, longestNap);
      atomic.store<i32>(callerSleepsAddress, 0);
      spins = 0;
    }
    finished = atomic.load<i32>(finishedCountAddress);
  }
  return atomic.load<i32>(failureAddress);
}

/** Makes all workers return, asleep or not. Does not wait for them. */
export function close(): void {
  publishCall(closingThreads);
}

function publishCall(threads: i32): void {
  const callCount = atomic.load<i32>(callWordAddress) >>> 8;
  atomic.store<i32>(callWordAddress, ((callCount + 1) << 8) | threads);
  if (atomic.load<i32>(sleeperCountAddress) > 0) atomic.notify(callWordAddress, -1);
}

/** The loop of worker `thread` (1 … threads − 1). Returns after `close`. */
export function worker(thread: i32, scratch: usize): void {
  // A worker that comes late must not take up a call from before it was there.
  let seen = atomic.load<i32>(callWordAddress);
  if ((seen & 255) == closingThreads) return;
  atomic.add<i32>(readyCountAddress, 1);
  while (true) {
    let call = atomic.load<i32>(callWordAddress);
    let spins: i32 = 0;
    while (call == seen) {
      if (++spins > spinsBeforeSleep) {
        atomic.add<i32>(sleeperCountAddress, 1);
        atomic.wait<i32>(callWordAddress, seen, -1);
        atomic.sub<i32>(sleeperCountAddress, 1);
        spins = 0;
      }
      call = atomic.load<i32>(callWordAddress);
    }
    seen = call;
    const threads = call & 255;
    if (threads == closingThreads) return;
    if (thread >= threads) continue;
    dispatch(load<i32>(opcodeAddress), load<usize>(argumentsAddress), thread, threads, scratch);
    atomic.add<i32>(finishedCountAddress, 1);
    if (atomic.load<i32>(callerSleepsAddress) != 0) atomic.notify(finishedCountAddress, 1);
  }
}
