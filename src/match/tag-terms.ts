import { tagWords } from './tag-words.ts';
import type { Needle } from './terms.ts';

interface Branch {
  next: Map<number, Branch> | undefined;
  /** What ends here, by number. */
  ends: number[] | undefined;
}

// Shorter names come up inside other words too often; longer tags are no tags any more.
const shortestTerm = 4;
const longestTag = 64;

/**
 * Finds names run together with everyday words, as in `#acmefail`: what stands before and behind must be such words, digits or
 * underscores to the last letter, so that `#acmeology` is nobody's.
 *
 * @returns a function that reports the number of each needle found in a folded tag, the whole tag excepted
 */
export const buildTagFinder = (needles: readonly Needle[]): ((tag: string, report: (term: number) => void) => void) => {
  const names = newBranch();
  needles.forEach((needle, term) => {
    const name = needle.type === 'words' ? needle.words.join('') : '';
    if (name.length >= shortestTerm) grow(names, name, term);
  });
  if (!names.next) return () => undefined;

  return (tag, report) => {
    if (tag.length <= shortestTerm || tag.length > longestTag) return;
    const starts = reachable(tag);
    let ends: boolean[] | undefined;
    for (let at = 0; at < tag.length; at += 1) {
      if (!starts[at]) continue;
      walk(names, tag, at, (end, terms) => {
        if (at === 0 && end === tag.length) return;
        ends ??= finishing(tag);
        if (ends[end]) for (const term of terms) report(term);
      });
    }
  };
};

const newBranch = (): Branch => ({ next: undefined, ends: undefined });

const grow = (trunk: Branch, text: string, term: number): void => {
  let branch = trunk;
  for (let at = 0; at < text.length; at += 1) {
    branch.next ??= new Map();
    const known = branch.next.get(text.charCodeAt(at)) ?? newBranch();
    branch.next.set(text.charCodeAt(at), known);
    branch = known;
  }
  branch.ends ??= [];
  branch.ends.push(term);
};

const everyday = newBranch();
tagWords.forEach((word, number) => {
  grow(everyday, word, number);
});

/** Up to where a tag can be read as everyday words, from its beginning. */
const reachable = (tag: string): boolean[] => {
  const starts = [true];
  for (let at = 0; at < tag.length; at += 1) {
    if (!starts[at]) continue;
    if (isFiller(tag, at)) starts[at + 1] = true;
    walk(everyday, tag, at, (end) => (starts[end] = true));
  }
  return starts;
};

/** From where a tag can be read as everyday words, to its end. */
const finishing = (tag: string): boolean[] => {
  const ends: boolean[] = [];
  ends[tag.length] = true;
  for (let at = tag.length - 1; at >= 0; at -= 1) {
    if (isFiller(tag, at) && ends[at + 1]) ends[at] = true;
    walk(everyday, tag, at, (end) => {
      if (ends[end]) ends[at] = true;
    });
  }
  return ends;
};

const walk = (trunk: Branch, tag: string, start: number, report: (end: number, terms: number[]) => void): void => {
  let branch: Branch | undefined = trunk;
  for (let at = start; at < tag.length; at += 1) {
    branch = branch.next?.get(tag.charCodeAt(at));
    if (!branch) return;
    if (branch.ends) report(at + 1, branch.ends);
  }
};

const isFiller = (tag: string, at: number): boolean => {
  const code = tag.charCodeAt(at);
  return code === 0x5f || (code >= 0x30 && code <= 0x39);
};
