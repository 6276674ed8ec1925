import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/rule.ts';
import { temper } from '../../src/domain/temper.ts';

const decided = (outcome: Decision['outcome'], why = 'level 3 (problem)'): Decision => ({
  outcome,
  why,
  soft: false,
  policy: 'default',
});
const scores = (down: number) => ({ urgencyScores: { 1: down, 2: 0, 3: 1 - down, 4: 0, 5: 0 } });

const usual = { shared: decided('ring'), learnt: decided('digest'), notOurs: false, classification: scores(0.2) };

describe('what was learnt, kept within bounds', () => {
  it.each([
    ['silences an ordinary mention', usual, 'digest'],
    ['lists a mention that is certainly level 1', { ...usual, classification: scores(0.9) }, 'list'],
    ['lists a review of two stars', { ...usual, rating: 2 }, 'list'],
    ['lists what would be ignored', { ...usual, learnt: decided('ignore'), rating: 1 }, 'list'],
    ['silences a review of three stars', { ...usual, rating: 3 }, 'digest'],
    ['leaves on the list what is there', { ...usual, learnt: decided('list'), rating: 1 }, 'list'],
    ['leaves alone what would not have rung either', { ...usual, shared: decided('digest'), rating: 1 }, 'digest'],
    ['rings what was learnt to be urgent', { ...usual, shared: decided('digest'), learnt: decided('ring') }, 'ring'],
    ['lists what reads like somebody else’s', { ...usual, learnt: decided('ring'), notOurs: true }, 'list'],
    ['rings for a bad review all the same', { ...usual, learnt: decided('ring'), notOurs: true, rating: 1 }, 'ring'],
  ])('%s', (_, tempering, outcome) => {
    expect(temper(tempering).outcome).toBe(outcome);
  });

  it('says why', () => {
    const { why } = temper({ ...usual, learnt: decided('digest', 'level 5 (feedback)'), rating: 1 });

    expect(why).toBe('level 5 (feedback); level 3 (problem) before your verdicts');
  });
});
