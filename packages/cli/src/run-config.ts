import type { Backend } from '@oneday/ops';
import type { PreparedRecipe } from '@oneday/recipes';
import { version } from './version.ts';

/** What `config.json` of a run folder says: the recipe with every number in it, and what it ran on. */
export function runConfig({ recipe, corpus }: PreparedRecipe, backend: Backend, seed: number): object {
  const { name, device, can, kernels } = backend;
  return {
    recipe,
    seed,
    corpus,
    versions: { oneday: version(), node: process.version },
    platform: { system: process.platform, architecture: process.arch },
    backend: { name, device, can },
    kernels: kernels.entries(),
  };
}
