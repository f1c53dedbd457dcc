import { DiskFullError, InvalidInputError } from '@oneday/core';

/** System errors that are about the path someone named, not about the machine. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else is there already',
  EACCES: 'access to it is not permitted',
  EPERM: 'access to it is not permitted',
  EROFS: 'it is on a read-only file system',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go in circles',
};

/** System errors that mean that no more can be written there. */
const FULL: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than the system allows',
};

/**
 * Runs file operations and turns system errors about the path, or a full disk, into one clear line. Others pass
 * through as they are.
 *
 * @param what the name of the file or folder; it opens the error line
 * @throws InvalidInputError or DiskFullError
 */
export async function naming<T>(what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    throw fileError(what, cause);
  }
}

/**
 * What a file operation threw as an error that a user can act on, in one line: `DiskFullError` where there is no more
 * room, `InvalidInputError` where the path is wrong. Anything else is given back as it is.
 *
 * @param what the name of the file or folder; it opens the line
 */
export function fileError(what: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (Object.hasOwn(FULL, code)) {
    return new DiskFullError(`${what}: ${FULL[code]}; what was there before is whole; free some space`, { cause });
  }
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return reason === undefined ? cause : new InvalidInputError(`${what}: ${reason}`, { cause });
}
