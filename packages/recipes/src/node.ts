export { readRecipe, runRecipe } from './node-run-recipe.ts';
export type { DataFolder } from './node-run-recipe.ts';
export { documentationCorpus } from './node/quickstart/documentation-corpus.ts';
export type { DocumentationCorpusOptions } from './node/quickstart/documentation-corpus.ts';
export { textCorpus } from './node/quickstart/text-corpus.ts';
export type { TextCorpusOptions } from './node/quickstart/text-corpus.ts';
export type { CorpusPart, CorpusReport, HeldOutSplit, QuickstartCorpus, SplitBy } from './quickstart/corpus.ts';
