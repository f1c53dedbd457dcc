/**
 * Fixed addresses (bytes) in the shared memory through which host, main thread and workers talk, and the sizes that
 * go with them. The build script hands the same numbers to the kernels and to the TypeScript engine. Every word that
 * different threads write sits on a 64-byte line of its own.
 */
export const controlBlock = {
  /** i32, bumped once a call: `callCount << 8 | threads`. Workers watch it. */
  callWordAddress: 1024,
  /** i32, how many workers have finished the current call. */
  finishedCountAddress: 1088,
  /** i32, how many workers sleep (or are about to) on the call word. */
  sleeperCountAddress: 1152,
  /** i32, 1 while the main thread sleeps on the finished count. */
  callerSleepsAddress: 1536,
  /** i32 opcode of the current call, then its argument pointer. */
  opcodeAddress: 1216,
  argumentsAddress: 1220,
  /** i32, how many workers have entered their loop. */
  readyCountAddress: 1280,
  /** i32, non-zero once a worker has trapped: its host stores 1 here, so that nobody waits for it for ever. */
  failureAddress: 1344,
  /** i32 arrival count, then i32 generation of the barrier inside a kernel. */
  barrierArrivalAddress: 1408,
  barrierGenerationAddress: 1472,
  /** The value of the low byte of the call word that makes every worker return. */
  closingThreads: 255,
  /** Largest number of threads, main thread included. */
  maximumThreads: 64,
  /** Static data of the kernels begins here … */
  staticDataAddress: 16384,
  /** … and must end before this address, the first that the host may use. */
  memoryBase: 65536,
  /** Scratch memory each thread needs. */
  scratchBytes: 2 * 1024 * 1024,
};
