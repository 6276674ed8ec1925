import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureKind } from '../../src/lib/failure.ts';
import { shipped } from '../../src/lib/paths.ts';
import type { SourceContext, SourceKind } from '../../src/sources/source.ts';
import type { SeenRequest, StandInAnswer } from '../../src/stand-ins/stand-in.ts';
import type { MisbehaviourName } from './misbehaviours.ts';

/**
 * What the vendor has to say:
 *
 * - `page`: the recorded page; yields exactly the mentions of `mentions.json` in the fixtures folder
 * - `empty`: the vendor's way of saying that there is nothing
 * - `broken`: the recorded page with one further element that fits no schema
 * - `later`: the recorded page with one further, newer mention (`laterId`)
 */
export type Scene = 'page' | 'empty' | 'broken' | 'later';

interface AnyCase {
  definition: SourceKind;
  /** What the pipeline would hand in: keywords, own accounts, the instant the page was recorded. */
  context?: Partial<SourceContext>;
  /** External id of the mention that only `later` has. */
  laterId: string;
}

/** A source that asks a vendor over HTTP: everything applies. */
export interface HttpCase extends AnyCase {
  transport: 'http';
  /** Settings beside `id` and `kind`, with every secret filled in; `url` is where the vendor listens. */
  settings(url: string): Record<string, unknown>;
  /** Plays the vendor. Where it understands "only what is newer", play that too: a cursor that skips is found by it. */
  answer(scene: Scene, request: SeenRequest, url: string): StandInAnswer;
  /** Requests of one poll of the recorded page. Default 1. */
  requestsPerPoll?: number;
  /** Where the vendor means something else by a status, or the source treats it otherwise: say why beside it. */
  refined?: Partial<Record<MisbehaviourName, FailureKind[]>>;
}

/** A source that reads something local: the parts about HTTP do not apply. */
export interface LocalCase extends AnyCase {
  transport: 'local';
  /** Puts the scene in place and returns the settings beside `id` and `kind` that lead to it. */
  arrange(scene: Scene): Promise<Record<string, unknown>>;
}

/** A source that is pushed to and never polled: only its settings are tried here. */
export interface PushedCase {
  transport: 'pushed';
  definition: SourceKind;
  settings(): Record<string, unknown>;
}

export type SourceCase = HttpCase | LocalCase | PushedCase;

/** Reads `tests/fixtures/sources/<kind>/<name>`. */
export const sourceFixture = (kind: string, name: string): string =>
  readFileSync(join(shipped('tests/fixtures/sources'), kind, name), 'utf8');
