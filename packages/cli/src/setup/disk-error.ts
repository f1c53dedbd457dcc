/** What the system says when a file cannot be written, in our words. */
import { DiskFullError, OnedayError } from '@oneday/core';

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** The error to throw when writing `path` failed with `error`: ours stay, the system's become one line. */
export function describeDiskError(error: unknown, path: string): unknown {
  if (error instanceof OnedayError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (FULL.includes(code ?? '')) {
    return new DiskFullError(`${path}: the disk is full; free some space and run the command again`, { cause: error });
  }
  return new OnedayError(`${path}: ${code ?? message}; run the command again`, { cause: error });
}
