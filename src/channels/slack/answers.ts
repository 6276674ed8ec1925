import { z } from 'zod';
import { Failure, type FailureKind } from '../../lib/failure.ts';
import { type HttpAnswer, parseJson, parseRetryAfter } from '../../lib/http.ts';

// https://docs.slack.dev/reference/methods/chat.postMessage#errors and
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
const codes: Partial<Record<FailureKind, string[]>> = {
  throttled: ['ratelimited', 'rate_limited'],
  transient: ['request_timeout', 'service_unavailable', 'team_added_to_org', 'rollup_error'],
  // The vendor says that part of the work may have been done.
  unknown: ['internal_error', 'fatal_error'],
  recipient: [
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'channel_is_archived',
    'user_not_found',
    'cannot_dm_bot',
    'messages_tab_disabled',
  ],
  unauthorized: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'missing_scope',
    'no_permission',
    'not_allowed_token_type',
    'org_login_required',
    'ekm_access_denied',
    'access_denied',
    'accesslimited',
    'invalid_token',
    'action_prohibited',
    'posting_to_general_channel_denied',
    'team_disabled',
    'no_service',
    'no_service_id',
    'no_team',
    'no_active_hooks',
  ],
};

const kindOfCode = new Map(
  Object.entries(codes).flatMap(([kind, list]) => list.map((code) => [code, kind as FailureKind] as const)),
);

const remedies: Record<string, string> = {
  channel_not_found: 'Give the channel by its id (C…), and invite the app to it when it is private.',
  not_in_channel: 'Invite the app to the channel.',
  is_archived: 'The channel is archived: name another one.',
  channel_is_archived: 'The channel is archived: name another one.',
  missing_scope: 'Add the scope chat:write to the Slack app and install it again.',
  action_prohibited: 'An admin of the workspace forbids posting here.',
  posting_to_general_channel_denied: 'An admin of the workspace forbids posting here.',
};

const newCredential = 'Make a new token or webhook in the settings of the Slack app.';

/** A message that is no longer there to be changed, or that Slack does not let anyone change any more. */
const goneCodes = new Set(['message_not_found', 'edit_window_closed', 'cant_update_message']);

const Refused = z.object({ ok: z.literal(false), error: z.string() });
const Answered = z.union([Refused, z.looseObject({ ok: z.literal(true) })]);

/**
 * Reads an answer of the Web API. The status is 200 for nearly every failure, only `ok` counts.
 *
 * @throws Failure by Slack's error code; `invalid` when the answer is neither a success nor a refusal
 */
export const readApiAnswer = <T extends z.ZodType>(answer: HttpAnswer, success: T): z.output<T> => {
  const read = parseJson(answer.text, Answered, 'Slack');
  if (read.ok === false) throw refusal(String(read['error']), answer);
  return parseJson(answer.text, success, 'Slack');
};

/** Tells whether an answer to `chat.update` says that there is nothing left to change. */
export const saysGone = (answer: HttpAnswer): boolean => {
  const read = parseJson(answer.text, Answered, 'Slack');
  return read.ok === false && goneCodes.has(String(read['error']));
};

/** Statuses whose body says more than the number. */
export const wordedStatuses = [400, 403, 404, 410];

/**
 * Reads an answer of an incoming webhook: two letters, or a word that says what is wrong.
 *
 * @throws Failure by that word, else by the status; `invalid` for a 200 that is not `ok`
 */
export const readWebhookAnswer = (answer: HttpAnswer): void => {
  const word = answer.text.trim();
  if (answer.status < 300) {
    if (word === 'ok') return;
    throw new Failure('invalid', 'Slack answered 200 with something other than "ok"', { sample: word.slice(0, 200) });
  }
  throw refusal(word, answer);
};

const refusal = (code: string, { status, headers }: HttpAnswer): Failure => {
  const named = /^[a-z_]{1,60}$/.test(code) ? code : 'an unknown error';
  const kind = kindOfCode.get(code) ?? kindByStatus(code, status);
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  const remedy = remedies[code] ?? (kind === 'unauthorized' ? newCredential : undefined);
  return new Failure(kind, `Slack refused the message: ${named}`, {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(remedy === undefined ? {} : { remedy }),
  });
};

// An unlisted code of a method refuses this message; an unlisted word of a webhook is judged by its status, where 404 means
// that the webhook was removed.
const kindByStatus = (code: string, status: number): FailureKind => {
  if (code.startsWith('restricted_action')) return 'recipient';
  if (status === 403 || status === 404) return 'unauthorized';
  return status === 410 ? 'recipient' : 'message';
};
