import type { AlertMessage, Channel, Message, Receipt } from '../../src/channels/channel.ts';
import { Failure, type FailureDetails, type FailureKind } from '../../src/lib/failure.ts';

/** A channel that does as it is told, and remembers. */
export interface ScriptedChannel extends Channel {
  /** Alerts that arrived. */
  rung: AlertMessage[];
  /** What was sent, whatever came of it. */
  tried: Message[];
  /** What edits were asked to show, in the order in which they arrived. */
  edits: AlertMessage[];
  /** Fails from now on in this way; without a kind it works again. */
  fail(kind?: FailureKind, details?: FailureDetails): void;
  /** Runs inside each edit, before it arrives. */
  beforeEdit: (message: AlertMessage) => Promise<void>;
}

/** Opens a scripted channel. By default it can be edited, and a repeat shows a second message. */
export const scriptedChannel = (id: string, overrides: Partial<Channel> = {}): ScriptedChannel => {
  let failing: (() => Failure) | undefined;
  const channel: ScriptedChannel = {
    id,
    kind: 'scripted',
    enabled: true,
    idempotency: 'none',
    limits: { messages: 1, perMs: 1 },
    wakes: true,
    settings: {},
    rung: [],
    tried: [],
    edits: [],
    fail: (kind, details) => {
      failing = kind && (() => new Failure(kind, `a failure: ${kind}`, details));
    },
    beforeEdit: async () => undefined,
    send: async (message): Promise<Receipt> => {
      channel.tried.push(message);
      if (failing) throw failing();
      if (message.type === 'alert') channel.rung.push(message);
      return { ref: { message: String(channel.tried.length) }, confirmed: true };
    },
    edit: async (receipt, message) => {
      await channel.beforeEdit(message);
      channel.edits.push(message);
      return receipt;
    },
    ...overrides,
  };
  return channel;
};
