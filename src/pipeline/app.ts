import type { Channel } from '../channels/channel.ts';
import type { Classifier } from '../classify/index.ts';
import type { Brand, Config, Person } from '../config/schema.ts';
import type { Calendar } from '../domain/calendar.ts';
import type { Policy } from '../domain/policy.ts';
import type { Rule } from '../domain/rule.ts';
import type { Engine } from '../engines/engine.ts';
import type { Context } from '../lib/context.ts';
import type { Secret } from '../lib/schema.ts';
import type { Matcher } from '../match/index.ts';
import type { Queues } from '../queues.ts';
import type { Replies } from '../replies/load-replies.ts';
import type { Source } from '../sources/source.ts';
import type { Fresh } from '../store/fresh.ts';
import type { Keys, Redis } from '../store/redis.ts';
import type { Corrections } from './corrections.ts';

/** Everything that follows from one state of the configuration files; replaced as a whole when they change. */
export interface Setup {
  config: Config;
  sources: ReadonlyMap<string, Source>;
  channels: ReadonlyMap<string, Channel>;
  brands: ReadonlyMap<string, Brand>;
  people: ReadonlyMap<string, Person>;
  policies: ReadonlyMap<string, Policy>;
  calendars: ReadonlyMap<string, Calendar>;
  /** Our own handles by kind of source, in lower case, without `@`. */
  ownHandles: ReadonlyMap<string, ReadonlySet<string>>;
  /** Rules of a brand, then the general ones, then nothing. */
  rules(brand: string): readonly Rule[];
  matcher: Matcher;
  classifier: Classifier;
  /** How an answer to a customer may begin. */
  replies: Replies;
  /** Asked for a second opinion where the classifier is unsure; absent: nobody is. */
  engine?: Engine;
  /** The keywords of all brands in a source's own query language. */
  queries(source: Source): { queries: string[]; notPushed: string[] };
}

/** What the steps of the pipeline are given. Only `createApp` makes one. */
export interface App extends Omit<Context, 'signal'> {
  setup: Setup;
  redis: Redis;
  keys: Keys;
  queues: Queues;
  /** What this process stored a moment ago. */
  fresh: Fresh;
  /** What was learnt from people's verdicts. */
  corrections: Corrections;
  /** Signs tokens in buttons and links. */
  secret: Secret;
  /** Where people reach the inbox from outside; absent: no link buttons. */
  publicUrl?: string;
  /** Names this process in claims and leases. */
  instance: string;
}
