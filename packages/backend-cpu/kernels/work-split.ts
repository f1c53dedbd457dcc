/**
 * First item of a thread's share of `count` independent items, in whole groups of `group` (the last group may be
 * short). The share of thread t is [shareStart(t), shareStart(t + 1)). A kernel that splits this way over outputs that
 * do not depend on one another gives the same bits for every number of threads.
 */
// @ts-ignore: decorator
@inline
export function shareStart(count: i32, group: i32, thread: i32, threads: i32): i32 {
  const groups = (count + group - 1) / group;
  const start = <i32>((<i64>groups * thread) / threads) * group;
  return start < count ? start : count;
}

// @ts-ignore: decorator
@inline
export function smaller(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

// @ts-ignore: decorator
@inline
export function larger(a: i32, b: i32): i32 {
  return a > b ? a : b;
}
