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

/** All of them, the default first. */
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

/** Opens a backend; its caller closes it. @throws ConfigError for one that is unknown or not installed */
export async function openBackend(name: string, options: { readonly threads?: number | undefined }): Promise<Backend> {
  const backend = backends.find((candidate) => candidate.name === name);
  if (backend === undefined) {
    throw new ConfigError(`unknown backend ${JSON.stringify(name)}; ${suggestName(name, backends.map((b) => b.name))}`);
  }
  return backend.open(options);
}
