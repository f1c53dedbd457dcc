import { ConfigError } from '@oneday/core';

/**
 * Loads a package that is not installed with the command, because it brings much along and few need it.
 *
 * @throws ConfigError when it, or what it stands on, is not installed
 */
export async function fromPackage<M>(name: string, load: () => Promise<M>): Promise<M> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConfigError(`${name} is not installed; run \`npm install ${name}\``, { cause: error });
  }
}
