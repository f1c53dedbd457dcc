import { InvalidInputError } from '@oneday/core';

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

/**
 * Runs file operations and turns system errors about the path into one clear line. Others, e.g. a full disk, pass
 * through as they are.
 *
 * @param what the name of the file or folder; it opens the error line
 * @throws InvalidInputError
 */
export async function naming<T>(what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
    if (reason === undefined) throw cause;
    throw new InvalidInputError(`${what}: ${reason}`, { cause });
  }
}
