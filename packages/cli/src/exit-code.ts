/** What the command's process leaves with. */
export const exitCodes = {
  done: 0,
  /** Something broke. */
  failed: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  /** Ctrl-C; what was done until then is saved. */
  interrupted: 130,
} as const;

/** One of them. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
