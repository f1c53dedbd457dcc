import { barrierArrivalAddress, barrierGenerationAddress, failureAddress } from './generated/control-block';
import { longestNap, spinsBeforeSleep } from './waiting';

/**
 * Holds every thread of the running kernel until all have come, for kernels with several phases. All threads of the
 * call must reach it the same number of times. The last one to come opens the next generation.
 */
export function barrier(threads: i32): void {
  if (threads <= 1) return;
  const generation = atomic.load<i32>(barrierGenerationAddress);
  if (atomic.add<i32>(barrierArrivalAddress, 1) == threads - 1) {
    atomic.store<i32>(barrierArrivalAddress, 0);
    atomic.add<i32>(barrierGenerationAddress, 1);
    atomic.notify(barrierGenerationAddress, -1);
    return;
  }
  let spins: i32 = 0;
  while (atomic.load<i32>(barrierGenerationAddress) == generation) {
    if (atomic.load<i32>(failureAddress) != 0) unreachable();
    if (++spins > spinsBeforeSleep) {
      atomic.wait<i32>(barrierGenerationAddress, generation, longestNap);
      spins = 0;
    }
  }
}
