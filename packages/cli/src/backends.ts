import { cpu } from '@oneday/backend-cpu';
import { ConfigError, suggestName } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { fromPackage } from './from-package.ts';
import { warn } from './warn.ts';

/** A backend that the command knows by name. All but `cpu` are packages that are installed by who wants them. */
export interface NamedBackend {
  readonly name: string;
  /** Opens it. @param threads absent: as many as the machine runs at once */
  open?(options: { readonly threads?: number | undefined }): Promise<Backend>;
  /** Why it cannot be opened, where it has no `open`. */
  readonly missing?: string;
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
  { name: 'node-gpu', missing: 'it is not part of this version' },
  {
    name: 'xla',
    open: async () => {
      const { xla } = await fromPackage('@oneday/backend-xla', () => import('@oneday/backend-xla'));
      return xla({ warn });
    },
  },
];

/** Opens a backend; its caller closes it. @throws ConfigError for one that is unknown or not there */
export async function openBackend(name: string, options: { readonly threads?: number | undefined }): Promise<Backend> {
  const backend = backends.find((candidate) => candidate.name === name);
  if (backend === undefined) {
    throw new ConfigError(`unknown backend ${JSON.stringify(name)}; ${suggestName(name, backends.map((b) => b.name))}`);
  }
  if (backend.open === undefined) {
    const present = backends.filter((candidate) => candidate.open !== undefined).map((candidate) => candidate.name);
    throw new ConfigError(`backend ${name}: ${backend.missing}; use ${present.join(' or ')}`);
  }
  return backend.open(options);
}
