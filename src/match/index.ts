export type { MatchInput } from './attributes.ts';
export { compileKeywords, type KeywordDefinition, type Match, type Matcher } from './compile.ts';
export { parseQuery } from './parse.ts';
export { printQuery } from './print.ts';
export type { QueryNode, QueryProblem } from './query.ts';
export { translate } from './translate.ts';
