import type { QueryNode } from './query.ts';

/** Narrows a query from outside: one of `beside` must hold as well, and none of `excluded`. */
export const narrow = (query: QueryNode, beside: readonly QueryNode[], excluded: readonly QueryNode[]): QueryNode => {
  const context = oneOf(beside);
  const parts = [query, ...(context ? [context] : []), ...excluded.map((part): QueryNode => ({ type: 'not', part }))];
  const flat = parts.flatMap((part) => (part.type === 'and' ? part.parts : [part]));
  return flat.length > 1 ? { type: 'and', parts: flat } : query;
};

const oneOf = (nodes: readonly QueryNode[]): QueryNode | undefined => {
  const parts = nodes.flatMap((node) => (node.type === 'or' ? node.parts : [node]));
  return parts.length > 1 ? { type: 'or', parts } : parts[0];
};
