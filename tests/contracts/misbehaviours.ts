import type { FailureKind } from '../../src/lib/failure.ts';
import type { Behaviour } from '../../src/stand-ins/stand-in.ts';

const answers = (status: number, headers: Record<string, string> = {}): Behaviour => ({
  type: 'answer',
  status,
  headers,
  body: '<html><body>the gateway has something to say</body></html>',
});

/** What a vendor does, and what the source must make of it. */
export interface Expectation {
  behaviour: Behaviour;
  kinds: FailureKind[];
  /** Time limit of one request. */
  limitMs?: number;
}

/** How vendors go wrong, as a sentence about each names it. */
export const misbehaviours = {
  'a 401': { behaviour: answers(401), kinds: ['unauthorized'] },
  'a 429': { behaviour: answers(429, { 'retry-after': '7' }), kinds: ['throttled'] },
  'a 400': { behaviour: answers(400), kinds: ['message'] },
  'a 503': { behaviour: answers(503), kinds: ['transient'] },
  'an answer that never comes': { behaviour: { type: 'hang' }, kinds: ['unknown', 'transient'], limitMs: 300 },
  // Longer than the pause between two bytes: a limit on silence alone would wait for ever.
  'an answer that trickles': { behaviour: { type: 'drip' }, kinds: ['unknown', 'transient'], limitMs: 1500 },
  'a connection that is cut': { behaviour: { type: 'cut' }, kinds: ['unknown', 'transient'] },
  'a page that is none of the API': { behaviour: { type: 'rubbish' }, kinds: ['invalid'] },
} satisfies Record<string, Expectation>;

export type MisbehaviourName = keyof typeof misbehaviours;

export const misbehaviourNames = Object.keys(misbehaviours) as MisbehaviourName[];
