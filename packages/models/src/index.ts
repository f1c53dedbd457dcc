export type { GptConfig, GptOptions } from './gpt/config.ts';
export { gpt } from './gpt/gpt.ts';
export type { GptExecution } from './gpt/gpt.ts';
