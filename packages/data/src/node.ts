export { jsonl } from './node/jsonl.ts';
export type { JsonlOptions } from './node/jsonl.ts';
export { readTextFile } from './node/read-text-file.ts';
export { textFiles } from './node/text-files.ts';
export type { TextFileOptions } from './node/text-files.ts';
