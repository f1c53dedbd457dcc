import { createRequire } from 'node:module';

/** What is used of Hugging Face's `tokenizers`, the binding of its Rust library for Node. */
interface Binding {
  readonly BPE: { empty(): object };
  readonly WordPiece: { empty(): object };
  readonly Unigram: { empty(): object };
  readonly Tokenizer: (new (model: object) => ReferenceTokenizer) & { fromString(json: string): ReferenceTokenizer };
  byteLevelPreTokenizer(addPrefixSpace: boolean, useRegex: boolean): object;
  bertNormalizer(): object;
  bertPreTokenizer(): object;
  nfkcNormalizer(): object;
  metaspacePreTokenizer(): object;
}

interface ReferenceTokenizer {
  setNormalizer(normalizer: object): void;
  setPreTokenizer(preTokenizer: object): void;
  /** With the trainer's own settings: it takes no others. */
  train(files: readonly string[]): void;
  encode(text: string): Promise<{ getIds(): number[] }>;
}

/** The other side of a measurement. */
export interface Reference {
  /** Its package and version. */
  readonly name: string;
  /** Trains a model on files, with the settings that its trainer has. */
  train(model: 'bpe' | 'wordpiece' | 'unigram', files: readonly string[]): void;
  /** Reads a `tokenizer.json`, and gives a function that encodes a text and counts its tokens. */
  encoder(json: string): (text: string) => Promise<number>;
}

/** Hugging Face's library, where its package `tokenizers` is installed. */
export function findReference(): Reference | undefined {
  const require = createRequire(import.meta.url);
  let binding: Binding;
  let version: string;
  try {
    binding = require('tokenizers') as Binding;
    ({ version } = require('tokenizers/package.json') as { version: string });
  } catch {
    return undefined;
  }
  return {
    name: `tokenizers ${version}`,
    train(model, files) {
      const kind = { bpe: binding.BPE, wordpiece: binding.WordPiece, unigram: binding.Unigram }[model];
      const tokenizer = new binding.Tokenizer(kind.empty());
      if (model === 'bpe') tokenizer.setPreTokenizer(binding.byteLevelPreTokenizer(false, true));
      else if (model === 'wordpiece') {
        tokenizer.setNormalizer(binding.bertNormalizer());
        tokenizer.setPreTokenizer(binding.bertPreTokenizer());
      } else {
        tokenizer.setNormalizer(binding.nfkcNormalizer());
        tokenizer.setPreTokenizer(binding.metaspacePreTokenizer());
      }
      tokenizer.train(files);
    },
    encoder(json) {
      const tokenizer = binding.Tokenizer.fromString(json);
      return async (text) => (await tokenizer.encode(text)).getIds().length;
    },
  };
}
