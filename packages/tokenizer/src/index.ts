export { characterTokenizer } from './character-tokenizer.ts';
export { tokenizerFromJson } from './tokenizer-from-json.ts';
