import type { Evidence } from './evidence.ts';

/** The evidence of one mention added up. The tenth word of praise adds less than the first, so sums are logarithmic. */
export interface Tally {
  praise: number;
  blame: number;
  /** For the levels 1 to 5. */
  levels: [number, number, number, number, number];
  solved: number;
  /** Below 0 when no answer is waited for. */
  reply: number;
  /** 1 when something is asked. */
  asks: number;
  /** 1 when nothing was found. */
  silent: number;
}

/** Adds up the evidence of one mention. */
export const tally = (evidence: Evidence[]): Tally => {
  const sums: Tally = {
    praise: 0,
    blame: 0,
    levels: [0, 0, 0, 0, 0],
    solved: 0,
    reply: 0,
    asks: 0,
    silent: evidence.length === 0 ? 1 : 0,
  };
  for (const { sentiment, level, urgency, reply, solves, signal } of evidence) {
    if (sentiment > 0) sums.praise += sentiment;
    else sums.blame -= sentiment;
    if (level !== undefined) sums.levels[level - 1] = (sums.levels[level - 1] ?? 0) + urgency;
    sums.solved += solves;
    sums.reply += reply;
    if (signal === 'question') sums.asks = 1;
  }
  const [down, money, problem, help, feedback] = sums.levels;
  return {
    ...sums,
    praise: Math.log1p(sums.praise),
    blame: Math.log1p(sums.blame),
    levels: [Math.log1p(down), Math.log1p(money), Math.log1p(problem), Math.log1p(help), Math.log1p(feedback)],
    solved: Math.log1p(sums.solved),
    reply: Math.sign(sums.reply) * Math.log1p(Math.abs(sums.reply)),
  };
};
