import { randomBytes } from 'node:crypto';

export interface PushoverPost {
  message: string;
  title: string;
  priority: number;
  url?: string | undefined;
  url_title?: string | undefined;
  device?: string | undefined;
  retry?: number | undefined;
  expire?: number | undefined;
  tags: string;
}

/** A message as it was accepted. */
export interface PushoverMessage extends PushoverPost {
  /** Of an alarm only. */
  receipt?: string;
}

export interface Alarms {
  messages: PushoverMessage[];
  post(message: PushoverPost): PushoverMessage;
  shown(): PushoverMessage[];
  acknowledge(message: PushoverMessage, user: string, device: string): void;
  /** Ends every alarm that carries the tag; tells how many still rang. */
  cancel(tag: string): number;
  receipt(receipt: string): Record<string, unknown> | undefined;
}

interface Alarm {
  message: PushoverMessage;
  endsAt: number;
  cancelled: boolean;
  by?: { user: string; device: string; at: number };
}

/** The messages of a month, and the alarms among them that ring until they are ended. */
export const createAlarms = (now: () => Date): Alarms => {
  const messages: PushoverMessage[] = [];
  const alarms = new Map<string, Alarm>();
  const seconds = () => Math.floor(now().getTime() / 1000);
  const rings = (alarm: Alarm) => !alarm.by && !alarm.cancelled && alarm.endsAt > seconds();

  return {
    messages,
    post: (post) => {
      const receipt = post.priority === 2 ? randomBytes(15).toString('hex') : undefined;
      const message: PushoverMessage = { ...post, ...(receipt !== undefined && { receipt }) };
      messages.push(message);
      if (receipt !== undefined)
        alarms.set(receipt, { message, endsAt: seconds() + (post.expire ?? 0), cancelled: false });
      return message;
    },
    shown: () =>
      messages.filter(({ receipt }) => {
        const alarm = alarms.get(receipt ?? '');
        return alarm === undefined || rings(alarm);
      }),
    acknowledge: ({ receipt }, user, device) => {
      const alarm = alarms.get(receipt ?? '');
      if (!alarm || !rings(alarm)) throw new Error('this message does not ring');
      alarm.by = { user, device, at: seconds() };
    },
    cancel: (tag) => {
      const ringing = [...alarms.values()].filter(
        (alarm) => rings(alarm) && alarm.message.tags.split(',').includes(tag),
      );
      for (const alarm of ringing) alarm.cancelled = true;
      return ringing.length;
    },
    receipt: (receipt) => {
      const alarm = alarms.get(receipt);
      return alarm && stateOf(alarm, rings(alarm));
    },
  };
};

// https://pushover.net/api/receipts
const stateOf = ({ by, endsAt }: Alarm, ringing: boolean): Record<string, unknown> => ({
  acknowledged: by ? 1 : 0,
  acknowledged_at: by?.at ?? 0,
  acknowledged_by: by?.user ?? '',
  acknowledged_by_device: by?.device ?? '',
  expired: ringing || by ? 0 : 1,
  expires_at: endsAt,
  called_back: 0,
});
