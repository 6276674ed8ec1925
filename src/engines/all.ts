export { openai } from './openai.ts';
export { transformers } from './transformers.ts';
