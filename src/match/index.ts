export type { MatchInput } from './attributes.ts';
export { compileKeywords, type KeywordDefinition, type Match, type Matcher } from './compile.ts';
export { type KeywordRemark, lintMentions } from './lint/lint-mentions.ts';
export { lintQuery, type PlacedRemark } from './lint/lint-query.ts';
export { narrow } from './narrow.ts';
export { parseCondition, parseQuery } from './parse.ts';
export { printQuery } from './print.ts';
export { type QueryNode, type QueryProblem, textTerms } from './query.ts';
export { translate } from './translate.ts';
