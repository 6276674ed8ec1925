import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Context } from '../../lib/context.ts';
import { Failure } from '../../lib/failure.ts';
import { cut, oneLine } from '../../lib/text.ts';
import type { ListenState, Press, Waiting } from '../channel.ts';
import { askPushover } from './answers.ts';
import { baseOf, type PushoverSettings } from './settings.ts';

/** One receipt may be asked for every five seconds, https://pushover.net/api/receipts */
const everyMs = 15_000;

/** Receipts there is nothing more to hear of. Kept: an alert that is reopened lists its old alarms again. */
const Settled = z.array(z.string()).catch([]);

const remembered = 500;

/** Asks for the receipts of the alarms that still ring, one after the other, until the signal ends it. */
export const listenForReceipts = async (
  settings: PushoverSettings,
  state: ListenState,
  onPress: (press: Press) => Promise<void>,
  context: Context,
): Promise<void> => {
  const { signal } = context;
  const settled = new Set(readSettled(await state.load()));
  while (!signal.aborted) {
    for (const { receipt, token } of alarmsAmong(await state.waiting())) {
      if (settled.has(receipt) || signal.aborted) continue;
      const answer = await ask(settings, receipt, context);
      if (!answer.over) continue;
      if (answer.by) await onPress({ token, who: { channel: settings.id, ...answer.by }, pressId: receipt });
      settled.add(receipt);
      // After the press, so that one is repeated rather than lost.
      await state.save(JSON.stringify([...settled].slice(-remembered)));
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
};

const alarmsAmong = (waiting: Waiting[]): { receipt: string; token: string }[] =>
  waiting.flatMap(({ receipt: { ref }, token }) => (ref?.['receipt'] ? [{ receipt: ref['receipt'], token }] : []));

const Receipt = z.object({
  status: z.literal(1),
  acknowledged: z.number(),
  acknowledged_by_device: z.string().nullish(),
  expired: z.number().default(0),
});

interface Heard {
  /** Acknowledged, expired, cancelled or forgotten by the vendor. */
  over: boolean;
  /** Present when somebody acknowledged; the key of the user is a credential and goes no further. */
  by?: { name?: string };
}

const ask = async (settings: PushoverSettings, receipt: string, context: Context): Promise<Heard> => {
  const path = `/1/receipts/${encodeURIComponent(receipt)}.json`;
  const query = { token: settings.token.reveal() };
  try {
    const { read } = await askPushover(baseOf(settings), { path, query }, Receipt, context);
    const device = cut(oneLine(read.acknowledged_by_device ?? ''), 60);
    if (read.acknowledged === 1) return { over: true, by: device === '' ? {} : { name: device } };
    return { over: read.expired === 1 };
  } catch (error) {
    // Forgotten after a week, or refused for good: one receipt must not hold up the others.
    if (error instanceof Failure && (error.kind === 'recipient' || error.kind === 'message')) return { over: true };
    throw error;
  }
};

const readSettled = (position: string | null): string[] => {
  if (position === null) return [];
  try {
    return Settled.parse(JSON.parse(position));
  } catch {
    return [];
  }
};
