import { fold } from './words.ts';

export interface XAccount {
  id: string;
  handle: string;
  name: string;
  followers: number;
  /** Suspended accounts are missing from answers; their posts are not. */
  suspended?: boolean;
}

/** A post to be published. */
export interface XDraft {
  /** Handle of the author, without `@`; an unknown one becomes an account. */
  by: string;
  text: string;
  /** Now, unless given; a post of the future shows up when its time has come. */
  at?: Date;
  lang?: string;
  /** Id of the post that this one answers. */
  replyTo?: string;
  /** Id of the post that this one quotes. */
  quotes?: string;
}

export interface StoredPost {
  id: bigint;
  at: Date;
  author: XAccount;
  text: string;
  lang: string;
  replyTo?: string;
  repliesToAuthor?: string;
  quotes?: string;
  conversation: string;
  /** Ids of all versions, the first one first. */
  versions: string[];
  folded: string;
  mentions: Set<string>;
  hashtags: Set<string>;
  links: string[];
}

export interface Posts {
  add(draft: XDraft): StoredPost;
  /** Publishes another text in the place of a post: X gives it a new id. */
  edit(id: string, text: string): StoredPost;
  remove(id: string): void;
  /** From newest to oldest, between two ids, both excluded. */
  walk(newerThan: bigint, olderThan: bigint): Iterable<StoredPost>;
  accountByHandle(handle: string): XAccount | undefined;
  accountById(id: string): XAccount | undefined;
  find(id: string): StoredPost | undefined;
}

// An id holds its time above 22 bits of sequence, https://docs.x.com/fundamentals/x-ids
const epochMs = 1_288_834_974_657n;

/** The smallest id of an instant. */
export const firstIdAt = (instant: Date): bigint => (BigInt(instant.getTime()) - epochMs) << 22n;

export const linkPattern = /https?:\/\/[^\s<>"]+/g;

/** Keeps posts in the order of their ids, so that a page costs as much as it holds however many there are. */
export const createPosts = (accounts: XAccount[], now: () => Date): Posts => {
  const byId = new Map<string, StoredPost>();
  const byHandle = new Map(accounts.map((account) => [account.handle.toLowerCase(), account]));
  const ordered: StoredPost[] = [];

  const position = (id: bigint): number => {
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ordered[middle]?.id ?? 0n) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const freeId = (at: Date): bigint => {
    let id = firstIdAt(at);
    for (let index = position(id); ordered[index]?.id === id; index += 1) id += 1n;
    return id;
  };

  const account = (handle: string): XAccount => {
    const known = byHandle.get(handle.toLowerCase());
    if (known) return known;
    const made = { id: String(1000 + byHandle.size), handle, name: handle, followers: 0 };
    byHandle.set(handle.toLowerCase(), made);
    return made;
  };

  const store = (post: StoredPost): StoredPost => {
    ordered.splice(position(post.id), 0, post);
    byId.set(String(post.id), post);
    return post;
  };

  const remove = (id: string): void => {
    const index = position(BigInt(id));
    if (ordered[index]?.id === BigInt(id)) ordered.splice(index, 1);
    byId.delete(id);
  };

  const add = ({ by, text, at = now(), lang = 'und', replyTo, quotes }: XDraft): StoredPost => {
    const id = freeId(at);
    const parent = replyTo === undefined ? undefined : byId.get(replyTo);
    return store({
      id,
      at,
      author: account(by),
      lang,
      conversation: parent?.conversation ?? replyTo ?? String(id),
      versions: [String(id)],
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(parent && { repliesToAuthor: parent.author.handle }),
      ...(quotes === undefined ? {} : { quotes }),
      ...indexed(text),
    });
  };

  const edit = (id: string, text: string): StoredPost => {
    const post = byId.get(id);
    if (!post) throw new Error(`there is no post ${id} to edit`);
    remove(id);
    const next = freeId(now());
    return store({ ...post, ...indexed(text), id: next, at: now(), versions: [...post.versions, String(next)] });
  };

  function* walk(newerThan: bigint, olderThan: bigint): Iterable<StoredPost> {
    for (let index = position(olderThan) - 1; index >= 0; index -= 1) {
      const post = ordered[index];
      if (!post || post.id <= newerThan) return;
      yield post;
    }
  }

  return {
    add,
    edit,
    remove,
    walk,
    accountByHandle: (handle) => byHandle.get(handle.toLowerCase()),
    accountById: (id) => [...byHandle.values()].find((candidate) => candidate.id === id),
    find: (id) => byId.get(id),
  };
};

const indexed = (text: string) => ({
  text,
  folded: ` ${fold(text)} `,
  mentions: new Set([...text.matchAll(/@(\w{1,15})/g)].map(([, handle = '']) => handle.toLowerCase())),
  hashtags: new Set([...text.matchAll(/#([\p{L}\p{N}_]+)/gu)].map(([, tag = '']) => tag.toLowerCase())),
  links: text.match(linkPattern) ?? [],
});
