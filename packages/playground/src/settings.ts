/** What can be chosen on the page, and the recipe that follows. */

/** The recipes that the page offers. */
export type RecipeName = 'char-gpt' | 'bert-day';

/** How large the model is; what it means is a recipe's own. */
export type SizeName = 'tiny' | 'small' | 'large';

/** Where it is computed. */
export type DeviceName = 'webgpu' | 'cpu';

/** A run as the page asks for it. */
export interface Settings {
  readonly recipe: RecipeName;
  readonly size: SizeName;
  readonly device: DeviceName;
  /** Optimizer steps; of `char-gpt` only. */
  readonly steps: number;
  /** Wall-clock time to train for; of `bert-day` only. */
  readonly minutes: number;
  /** Initial values and the order of the data follow from it. */
  readonly seed: number;
}

/** The sizes in words, for the page. */
export const sizeDescriptions: Readonly<Record<RecipeName, Readonly<Record<SizeName, string>>>> = {
  'char-gpt': {
    tiny: '0.1 million parameters',
    small: '0.8 million parameters',
    large: '10.7 million, for a card',
  },
  'bert-day': {
    tiny: '0.1 million parameters',
    small: '0.5 million parameters',
    large: '4.2 million, for a card',
  },
};

/** What the page shows first. */
export const initialSettings: Settings = {
  recipe: 'char-gpt', size: 'tiny', device: 'cpu', steps: 500, minutes: 2, seed: 1,
};

/** The numbers that an input takes. */
export const limits = {
  steps: { min: 1, max: 100_000 },
  minutes: { min: 0.1, max: 1440 },
  seed: { min: 0, max: 2 ** 32 },
} as const;
