import { cpu } from '@oneday/backend-cpu';
import { ConfigError, suggestName } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { fromPackage } from './from-package.ts';
import { warn } from './warn.ts';

/** A backend that the command knows by name. All but `cpu` are packages that are installed by who wants them. */
export interface NamedBackend {
  readonly name: string;
  /** Opens it. @param threads absent: as many as the machine runs at once */
  open(options: { readonly threads?: number | undefined }): Promise<Backend>;
}

/** All of them. */
export const backends: readonly NamedBackend[] = [
  { name: 'cpu', open: ({ threads }) => cpu(threads === undefined ? {} : { threads }) },
  {
    name: 'webgpu',
    open: async () => {
      const { webgpu } = await fromPackage('@oneday/backend-webgpu', () => import('@oneday/backend-webgpu'));
      return webgpu();
    },
  },
  {
    name: 'node-gpu',
    open: async () => {
      const { nodeGpu } = await fromPackage('@oneday/backend-node-gpu', () => import('@oneday/backend-node-gpu'));
      return nodeGpu();
    },
  },
  {
    name: 'xla',
    open: async () => {
      const { xla } = await fromPackage('@oneday/backend-xla', () => import('@oneday/backend-xla'));
      return xla({ warn });
    },
  },
];

/**
 * Opens a backend; its caller closes it. @param name absent: the one that suits this machine
 *
 * @throws ConfigError for one that is unknown or not installed
 */
export async function openBackend(
  name: string | undefined, options: { readonly threads?: number | undefined },
): Promise<Backend> {
  const wanted = name ?? await chooseBackend();
  const backend = backends.find((candidate) => candidate.name === wanted);
  if (backend === undefined) {
    const advice = suggestName(wanted, backends.map((candidate) => candidate.name));
    throw new ConfigError(`unknown backend ${JSON.stringify(wanted)}; ${advice}`);
  }
  return backend.open(options);
}

/** `xla` where it is installed and has an accelerator; on the processor our own is faster. */
async function chooseBackend(): Promise<string> {
  try {
    const { findAccelerator } = await fromPackage('@oneday/backend-xla', () => import('@oneday/backend-xla'));
    return (await findAccelerator()).isThere ? 'xla' : 'cpu';
  } catch (error) {
    // Not installed: nobody expects it. Installed and broken: whoever has a card must hear why it stays idle.
    if (!(error instanceof ConfigError)) warn(`xla cannot be used: ${(error as Error).message}; computing on cpu`);
    return 'cpu';
  }
}
