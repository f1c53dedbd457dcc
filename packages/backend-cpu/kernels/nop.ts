/** Does nothing: measures a call, and wakes sleeping workers. No slots. */
export function nop(args: usize, thread: i32, threads: i32, scratch: usize): void {}
