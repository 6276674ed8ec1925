import type { Urgency } from '../domain/classification.ts';
import type { Tally } from './tally.ts';

/** Whether the business should answer in public: complaints and questions yes, feedback only when it asks for it. */
export const judgeReply = ({ reply }: Tally, levels: Record<Urgency, number>): boolean =>
  1 - 3.3 * levels[5] + 0.9 * reply > 0;
