import type { Mention } from '../../domain/mention.ts';

/** Lays recorded times on our own clock; plain numbers, so that a replay that was killed goes on with the same one. */
export interface ReplayClock {
  /** The oldest recorded instant, and when it happens now. */
  recordedMs: number;
  startMs: number;
  /** How much faster than recorded. */
  speed: number;
  /** Mentions appear when their time comes; otherwise all are there at once, the newest just now. */
  paced: boolean;
}

/** Begins a replay: paced from now on at a speed, or all at once with the newest mention written just now. */
export const startClock = (
  { oldest, newest }: { oldest: Date; newest: Date },
  speed: number | undefined,
  now: Date,
): ReplayClock => ({
  recordedMs: oldest.getTime(),
  startMs: speed === undefined ? now.getTime() - (newest.getTime() - oldest.getTime()) : now.getTime(),
  speed: speed ?? 1,
  paced: speed !== undefined,
});

/** When something recorded happens in the replay. */
export const replayed = ({ recordedMs, startMs, speed }: ReplayClock, recorded: Date): Date =>
  new Date(startMs + Math.round((recorded.getTime() - recordedMs) / speed));

/** A recorded mention with all its times laid on our clock. */
export const shifted = <M extends Mention>(clock: ReplayClock, mention: M): M => ({
  ...mention,
  ...(mention.createdAt && { createdAt: replayed(clock, mention.createdAt) }),
  ...(mention.updatedAt && { updatedAt: replayed(clock, mention.updatedAt) }),
  ...(mention.ownerReply?.at && { ownerReply: { ...mention.ownerReply, at: replayed(clock, mention.ownerReply.at) } }),
});
