import { tokenizerFingerprint } from '@oneday/data/node';
import type { Backend } from '@oneday/ops';
import type { PreparedRecipe, Recipe } from '@oneday/recipes';
import { version } from './version.ts';

/** What a run is asked to be. */
export interface RunRequest {
  readonly recipe: Recipe;
  readonly seed: number;
  /** Path of the journal that the run repeats, where it does. */
  readonly replayPath: string | undefined;
}

/** What `config.json` says from the first moment on: enough to begin again with a run that dies while it prepares. */
export function requestedConfig({ recipe, seed, replayPath }: RunRequest): object {
  return {
    recipe,
    seed,
    ...(replayPath === undefined ? {} : { replay: replayPath }),
    versions: { oneday: version(), node: process.version },
    platform: { system: process.platform, architecture: process.arch },
  };
}

/** What a run is, besides its recipe. */
export interface RunSettings extends Omit<RunRequest, 'recipe'> {
  readonly backend: Backend;
}

/** What `config.json` says of a run that is prepared: the recipe with every number in it, and what it ran on. */
export function runConfig({ recipe, corpus, tokenizer }: PreparedRecipe, settings: RunSettings): object {
  const { backend: { name, device, can, kernels }, ...request } = settings;
  return {
    ...requestedConfig({ recipe, ...request }),
    corpus,
    tokenizer: tokenizerFingerprint(tokenizer),
    backend: { name, device, can },
    kernels: kernels.entries(),
  };
}
