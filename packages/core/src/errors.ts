/**
 * The errors a caller may want to catch. Every message is one line: what was called, the rule, what came,
 * what to do next. Anything else thrown is the system's (a full disk) or a defect of ours.
 */
export class OnedayError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * Something from outside is unusable: a text, a file, JSON, a safetensors header, an argument of the command.
 * The command prints its message and leaves with exit code 2.
 */
export class InvalidInputError extends OnedayError {}

/** A configuration has an unknown key, misses a required one, or holds a value of the wrong type or range. */
export class ConfigError extends InvalidInputError {}

/** Where in a program something went wrong. */
export interface ProgramLocation {
  /** Name of the program (or scope) being traced or run. */
  readonly program?: string | undefined;
  /** Name of the op that was called. */
  readonly op?: string | undefined;
}

/**
 * Common to everything that goes wrong in a program. The message opens with the op's name, or with the program's
 * when no op is to blame, and ends with the program's name when both are known.
 */
export class ProgramError extends OnedayError {
  readonly program: string | undefined;
  readonly op: string | undefined;
  /** The message without the names: the rule, what came, what to do. */
  readonly rule: string;

  constructor(rule: string, location: ProgramLocation & ErrorOptions = {}) {
    const { program, op, ...options } = location;
    const opening = op ?? program;
    const ending = op !== undefined && program !== undefined ? ` (program ${program})` : '';
    super(`${opening === undefined ? '' : `${opening}: `}${rule}${ending}`, options);
    this.program = program;
    this.op = op;
    this.rule = rule;
  }
}

/** An op was given shapes or dtypes it has no meaning for. Thrown while tracing, before anything runs. */
export class ShapeError extends ProgramError {}

/** A Value was used in a program or scope other than the one that made it. Thrown while tracing. */
export class ForeignValueError extends ProgramError {}

/**
 * A Value read from a Variable was used after an `assign` to that Variable. Backends update in place, so the Value
 * no longer exists. Thrown while tracing; read the Variable again after the `assign`.
 */
export class StaleReadError extends ProgramError {}

/**
 * A program's function gave two different graphs for the same input shapes, because it looked at a clock, at
 * `Math.random` or at the inputs' values, or did not return Values. Thrown while tracing.
 */
export class ImpureProgramError extends ProgramError {}

/** `Program.run` got inputs of shapes that `prepare` has not compiled. Thrown before anything is enqueued. */
export class UnpreparedShapeError extends ProgramError {}

/** A run demanded native kernels only and the backend has none for an op. Thrown by `prepare`. */
export class MissingKernelError extends ProgramError {}

/** A loss, gradient or score is NaN or infinite where the precision policy allows none. The run stops. */
export class NonFiniteError extends ProgramError {}

/** A training run's loss or gradients rose so far above their usual size that its rule says to end it. */
export class DivergedError extends OnedayError {}

/** There is no room on the disk, or for the user on it. What was there before is whole; free some space, and go on. */
export class DiskFullError extends OnedayError {}

/** A backend, or something it owns, was used after `close()`, or was closed in the middle of a run. */
export class BackendClosedError extends OnedayError {}

/** The one engine that a backend shares with others in this process is already open. Close the other one first. */
export class BackendBusyError extends OnedayError {}

/** The device is gone: its driver was reset, or it was taken away. Open the backend again and resume the run. */
export class DeviceLostError extends OnedayError {}

/** Another process writes to a folder that only one may write to. Wait until it ends, or stop it. */
export class FolderBusyError extends OnedayError {}
