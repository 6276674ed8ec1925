import type { Token } from './tokens.ts';

/** Called for every place a term has: the term's number, first and last word. */
type Report = (term: number, first: number, last: number) => void;

export interface Automaton {
  /** Reads words once and reports every phrase and every beginning of a word it knows. */
  scan(tokens: readonly Token[], report: Report): void;
}

interface State {
  next: Map<string, State> | undefined;
  /** The state for the longest proper end of what was read so far. */
  fallback: State | undefined;
  /** The nearest state on the way of fallbacks that ends a phrase. */
  shorter: State | undefined;
  term: number | undefined;
  length: number;
}

interface Branch {
  next: Map<number, Branch> | undefined;
  term: number | undefined;
}

/**
 * Builds the one automaton of all keywords: Aho–Corasick over whole words for words and phrases, a trie over letters for
 * beginnings of words. The time of a scan depends on the text and on what is found, not on how many terms there are.
 *
 * @see https://doi.org/10.1145/360825.360855
 */
export const buildAutomaton = (
  phrases: readonly { words: string[]; term: number }[],
  prefixes: readonly { text: string; term: number }[],
): Automaton => {
  const root = newState(0);
  for (const { words, term } of phrases) stateFor(root, words).term = term;
  linkFallbacks(root);
  const trunk: Branch = { next: undefined, term: undefined };
  for (const { text, term } of prefixes) branchFor(trunk, text).term = term;

  const scan = (tokens: readonly Token[], report: Report): void => {
    let state = root;
    for (let at = 0; at < tokens.length; at += 1) {
      const word = tokens[at]?.text ?? '';
      state = follow(root, state, word);
      if (state !== root) reportPhrases(state, at, report);
      if (trunk.next) reportPrefixes(trunk, word, at, report);
    }
  };
  return { scan };
};

const newState = (length: number): State => ({
  next: undefined,
  fallback: undefined,
  shorter: undefined,
  term: undefined,
  length,
});

const stateFor = (root: State, words: string[]): State => {
  let state = root;
  for (const word of words) {
    state.next ??= new Map();
    const known = state.next.get(word) ?? newState(state.length + 1);
    state.next.set(word, known);
    state = known;
  }
  return state;
};

const branchFor = (trunk: Branch, text: string): Branch => {
  let branch = trunk;
  for (let at = 0; at < text.length; at += 1) {
    branch.next ??= new Map();
    const known = branch.next.get(text.charCodeAt(at)) ?? { next: undefined, term: undefined };
    branch.next.set(text.charCodeAt(at), known);
    branch = known;
  }
  return branch;
};

// Breadth first, so that the shorter states are linked before the longer ones ask them.
const linkFallbacks = (root: State): void => {
  const queue: State[] = [root];
  for (const state of queue) {
    for (const [word, child] of state.next ?? []) {
      const fallback = state === root ? root : follow(root, state.fallback ?? root, word);
      child.fallback = fallback;
      child.shorter = fallback.term === undefined ? fallback.shorter : fallback;
      queue.push(child);
    }
  }
};

const follow = (root: State, from: State, word: string): State => {
  let state = from;
  for (;;) {
    const next = state.next?.get(word);
    if (next) return next;
    if (state === root) return root;
    state = state.fallback ?? root;
  }
};

const reportPhrases = (reached: State, at: number, report: Report): void => {
  for (let state: State | undefined = reached; state; state = state.shorter)
    if (state.term !== undefined) report(state.term, at - state.length + 1, at);
};

const reportPrefixes = (trunk: Branch, word: string, at: number, report: Report): void => {
  let branch: Branch | undefined = trunk;
  for (let letter = 0; letter < word.length; letter += 1) {
    branch = branch.next?.get(word.charCodeAt(letter));
    if (!branch) return;
    if (branch.term !== undefined) report(branch.term, at, at);
  }
};
