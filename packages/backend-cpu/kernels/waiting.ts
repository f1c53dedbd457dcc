// How threads wait for each other: they spin for a while, because what they wait for mostly comes within microseconds,
// and then sleep, because a thread that spins may hold the very core that the other one needs.

/** Loads of a word before a thread goes to sleep on it: some tens of µs, more than lie between two calls of a step. */
export const spinsBeforeSleep: i32 = 20000;

/** The longest sleep, ns, of a thread that waits for others to finish: then it looks whether one of them trapped. */
export const longestNap: i64 = 1000000;
