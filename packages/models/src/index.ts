export type { ModelExecution } from './building-blocks/block-stack.ts';
export type { GptConfig, GptOptions } from './gpt/config.ts';
export { gpt } from './gpt/gpt.ts';
export { gptFromHuggingFace, gptHuggingFaceName, gptToHuggingFace } from './gpt/hugging-face.ts';
export type { HuggingFaceName } from './gpt/hugging-face.ts';
