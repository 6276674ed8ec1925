import type { AlertMessage, Channel } from '../channels/channel.ts';
import { type RenderInput, renderMessage, renderMinimal } from '../channels/message.ts';
import type { Alert } from '../domain/alert.ts';
import { createToken } from '../lib/token.ts';
import { type Delivery, loadSends } from '../store/alerts.ts';
import { loadMentions } from '../store/mentions.ts';
import type { App } from './app.ts';
import { suggest } from './suggest.ts';

const tokenLifeMs = 7 * 86_400_000;

/** What acknowledges an alert, the same in all of its messages. */
export const tokenOf = (app: App, { id, deadline }: Alert): string =>
  createToken(app.secret, id, new Date(deadline.getTime() + tokenLifeMs));

/**
 * The message of an alert for one channel, in the language and time zone of those who read it there.
 *
 * @param plain the shortest form, without one word by a stranger: for a channel that refused the full one
 */
export const compose = async (
  app: App,
  alert: Alert,
  channel: Channel,
  delivery: Delivery,
  { plain = false }: { plain?: boolean } = {},
): Promise<AlertMessage> => {
  const reader = [...app.setup.people.values()].find((person) => person.channels.includes(channel.id));
  const { language, time_zone } = app.setup.config;
  const token = tokenOf(app, alert);
  const mentions = await loadMentions(
    app.redis,
    app.keys,
    alert.mentions.slice(0, 3).map((mention) => mention.id),
  );
  const input: RenderInput = {
    alert,
    mentions: mentions.map(({ mention, judgement }) => ({
      ...mention,
      reasons: judgement?.classification.reasons ?? [],
    })),
    step: delivery.step,
    kind: delivery.kind,
    language: channel.language ?? reader?.language ?? language,
    timeZone: reader?.time_zone ?? time_zone,
    now: app.now(),
    token,
    suggestion: suggest(app, mentions[0]),
    ...(app.publicUrl && {
      acknowledgeUrl: `${app.publicUrl}/a/${token}`,
      inboxUrl: `${app.publicUrl}/alerts/${alert.id}`,
    }),
  };
  return { ...(plain ? renderMinimal(input) : render(app, input)), ...(await previousReceipt(app, delivery)) };
};

// An alert that cannot be written out is still rung in its shortest form (alerting.md A7).
const render = (app: App, input: RenderInput): AlertMessage => {
  try {
    return renderMessage(input);
  } catch (error) {
    app.log.error(
      { alert: input.alert.id, err: error },
      'the message could not be written out, its shortest form is sent',
    );
    return renderMinimal(input);
  }
};

const previousReceipt = async (app: App, delivery: Delivery): Promise<Pick<AlertMessage, 'previous'>> => {
  if (delivery.step === 0 || delivery.kind === 'edit') return {};
  const sends = await loadSends(app.redis, app.keys, delivery.alertId);
  const first = sends.find(
    ({ channel, step, send }) => channel === delivery.channel && step < delivery.step && send.receipt,
  );
  return first?.send.receipt ? { previous: first.send.receipt } : {};
};
