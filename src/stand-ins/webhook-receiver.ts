import { z } from 'zod';
import { Secret } from '../lib/schema.ts';
import { verifyIntakeSignature } from '../lib/signature.ts';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

/** One message whose signature was right; repeats of an id count once. */
interface ReceivedWebhook {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

export interface WebhookReceiver extends StandIn {
  /** Where to post to. */
  hookUrl: string;
  received: ReceivedWebhook[];
  /** Why a request was turned away. */
  refusals: string[];
}

export interface ReceiverOptions {
  port?: number;
  path?: string;
  /** Signing secrets that are accepted: the current one and, while it is being changed, the one before. */
  secrets: string[];
  now?: () => Date;
}

const Body = z.object({ type: z.string(), timestamp: z.iso.datetime(), data: z.record(z.string(), z.unknown()) });

/** The specification asks senders to stay below. */
const bodyLimit = 20 * 1024;

/** Plays any program that takes Standard Webhooks: verifies first, drops repeats, answers at once. */
export const startWebhookReceiver = async (options: ReceiverOptions): Promise<WebhookReceiver> => {
  const path = options.path ?? '/earshot';
  const received: ReceivedWebhook[] = [];
  const refusals: string[] = [];

  const refuse = (status: number, reason: string): StandInAnswer => {
    refusals.push(reason);
    return { status, body: { error: reason } };
  };

  const handle = (request: SeenRequest): StandInAnswer => {
    if (request.path !== path) return { status: 404, body: { error: 'not here' } };
    const rawBody = Buffer.from(request.body);
    if (rawBody.length >= bodyLimit) return refuse(413, 'the body is 20 KB or more');

    const verdict = verifyIntakeSignature({
      headers: request.headers,
      rawBody,
      secrets: options.secrets.map((secret) => new Secret(secret)),
      now: options.now?.() ?? new Date(),
    });
    if (!verdict.ok) return refuse(401, verdict.message);
    const body = Body.safeParse(JSON.parse(request.body));
    if (!body.success) return refuse(400, z.prettifyError(body.error));

    const id = verdict.deliveryId ?? '';
    if (!received.some((known) => known.id === id)) received.push({ id, ...body.data });
    return { status: 204 };
  };

  const standIn = await startStandIn(handle, options.port);
  return { ...standIn, hookUrl: standIn.url + path, received, refusals };
};
