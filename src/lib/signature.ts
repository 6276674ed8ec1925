import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from './schema.ts';

/** How far the clocks of sender and receiver may differ, https://www.standardwebhooks.com */
const toleranceMs = 5 * 60_000;

interface StandardWebhook {
  /** `whsec_` + base64, or the base64 alone. */
  secret: string;
  /** Unique per message and the same on every retry. */
  id: string;
  /** Unix seconds of this attempt. */
  timestamp: number;
  /** The exact bytes that are sent. */
  body: string | Uint8Array;
}

/**
 * Signs a message as Standard Webhooks 1.0 asks.
 *
 * @returns the value of `webhook-signature`: `v1,` and the base64 of HMAC-SHA256
 */
export const signStandardWebhook = ({ secret, id, timestamp, body }: StandardWebhook): string =>
  `v1,${hmac(decodedKey(secret), `${id}.${timestamp}.`, body).toString('base64')}`;

export interface IntakeRequest {
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** As received, before any parsing: a body that was serialised again has another signature. */
  rawBody: Uint8Array;
  /** The sender's secrets; one may hold two, separated by a comma, while they are being changed. */
  secrets: Secret[];
  /** For senders that cannot sign. */
  token?: Secret;
  now: Date;
}

type Code = 'signature_missing' | 'signature_mismatch' | 'timestamp_out_of_range' | 'bad_token';

/** `deliveryId` is the same when a sender repeats itself: remember it. */
export type Verdict = { ok: true; deliveryId?: string } | { ok: false; code: Code; message: string };

/**
 * Decides whether a pushed request comes from its sender: by Standard Webhooks, by `X-Hub-Signature-256` or by bearer token,
 * whichever the request carries and the sender is set up for.
 */
export const verifyIntakeSignature = (request: IntakeRequest): Verdict => {
  const { headers, token } = request;
  const secrets = request.secrets.flatMap(usableSecrets);
  if (secrets.length > 0 && headers['webhook-signature'] !== undefined) return verifyStandard(request, secrets);
  if (secrets.length > 0 && headers['x-hub-signature-256'] !== undefined) return verifyHub(request, secrets);
  if (headers['authorization'] !== undefined) return verifyBearer(headers['authorization'], token);
  return refuse('signature_missing', 'The request carries neither a signature nor a token that this sender may use.');
};

// A text that stands for no bytes would be an empty key, which everybody has.
const usableSecrets = (secret: Secret): string[] =>
  secret
    .reveal()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => decodedKey(part).length > 0);

const verifyStandard = ({ headers, rawBody, now }: IntakeRequest, secrets: string[]): Verdict => {
  const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signatures = '' } = headers;
  if (!id || !stamp)
    return refuse('signature_missing', 'A signature needs webhook-id and webhook-timestamp beside it.');
  if (!/^\d{1,12}$/.test(stamp)) return refuse('timestamp_out_of_range', 'webhook-timestamp must be Unix seconds.');

  const timestamp = Number(stamp);
  const skewMs = now.getTime() - timestamp * 1000;
  if (Math.abs(skewMs) > toleranceMs)
    return refuse('timestamp_out_of_range', `The clocks differ by ${Math.round(skewMs / 1000)} s; 300 s are allowed.`);

  const expected = secrets.map((secret) => signStandardWebhook({ secret, id, timestamp, body: rawBody }));
  return anyEqual(signatures.split(/\s+/), expected)
    ? { ok: true, deliveryId: id }
    : refuse('signature_mismatch', 'No signature in webhook-signature matches.');
};

// The key is the secret as it was typed in at GitHub or Meta; a sender of our own may use the bytes it stands for.
const verifyHub = ({ headers, rawBody }: IntakeRequest, secrets: string[]): Verdict => {
  const keys = secrets.flatMap((secret) => [Buffer.from(secret), decodedKey(secret)]);
  const expected = keys.map((key) => `sha256=${hmac(key, '', rawBody).toString('hex')}`);
  if (!anyEqual([(headers['x-hub-signature-256'] ?? '').toLowerCase()], expected))
    return refuse('signature_mismatch', 'The signature in x-hub-signature-256 does not match.');
  const deliveryId = headers['webhook-id'] ?? headers['x-github-delivery'];
  return { ok: true, ...(deliveryId && { deliveryId }) };
};

const verifyBearer = (authorization: string, token: Secret | undefined): Verdict => {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization.trim())?.[1];
  return token !== undefined && given !== undefined && anyEqual([given], [token.reveal()])
    ? { ok: true }
    : refuse('bad_token', 'The bearer token is not this sender’s.');
};

const refuse = (code: Code, message: string): Verdict => ({ ok: false, code, message });

// Every pair is compared, and digests instead of the values: neither their length nor the first difference shows in time.
const anyEqual = (given: string[], expected: string[]): boolean => {
  const digests = expected.map(sha256);
  const equal = given.flatMap((value) => digests.map((digest) => timingSafeEqual(sha256(value), digest)));
  return equal.includes(true);
};

const decodedKey = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const hmac = (key: Uint8Array, prefix: string, body: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(prefix).update(body).digest();

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
