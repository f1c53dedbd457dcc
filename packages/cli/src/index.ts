export { runCommand } from './run-command.ts';
export { exitCodes } from './exit-code.ts';
export type { ExitCode } from './exit-code.ts';
