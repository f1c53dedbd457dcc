import { tokenizerFingerprint } from '@oneday/data/node';
import type { Backend } from '@oneday/ops';
import type { PreparedRecipe } from '@oneday/recipes';
import { version } from './version.ts';

/** What a run is, besides its recipe. */
export interface RunSettings {
  readonly backend: Backend;
  readonly seed: number;
  /** Path of the journal that the run repeats, where it does. */
  readonly replayPath: string | undefined;
}

/** What `config.json` of a run folder says: the recipe with every number in it, and what it ran on. */
export function runConfig({ recipe, corpus, tokenizer }: PreparedRecipe, settings: RunSettings): object {
  const { backend: { name, device, can, kernels }, seed, replayPath } = settings;
  return {
    recipe,
    seed,
    ...(replayPath === undefined ? {} : { replay: replayPath }),
    corpus,
    tokenizer: tokenizerFingerprint(tokenizer),
    versions: { oneday: version(), node: process.version },
    platform: { system: process.platform, architecture: process.arch },
    backend: { name, device, can },
    kernels: kernels.entries(),
  };
}
