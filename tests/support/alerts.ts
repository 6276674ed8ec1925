import type { AlertMessage } from '../../src/channels/channel.ts';
import { type AlertView, type MentionView, type RenderInput, renderMessage } from '../../src/channels/message.ts';

/** Unguessable and found nowhere else: a test can look for it in everything that is shown. */
export const markerToken = 'tok-3f9a7c1e5b8d2046-marker';

export const alertView = (overrides: Partial<AlertView> = {}): AlertView => ({
  id: 'al_01',
  revision: 1,
  brand: 'Acme Coffee',
  urgency: 1,
  soft: false,
  state: 'open',
  postedAt: new Date('2026-08-20T11:53:00.000Z'),
  deadline: new Date('2026-08-20T12:53:00.000Z'),
  count: 1,
  acknowledgedBy: null,
  snoozedUntil: null,
  answeredAt: null,
  resolution: null,
  ...overrides,
});

export const mentionView = (overrides: Partial<MentionView> = {}): MentionView => ({
  source: 'twitter',
  url: 'https://x.com/i/web/status/2090379311969206376',
  author: { handle: 'lucia_m', name: 'Lucía', followers: 2100 },
  text: 'Sigo sin el pedido que pagué hace tres semanas y nadie contesta',
  reasons: [
    { signal: 'phrase', text: 'nadie contesta', weight: 1.4 },
    { signal: 'word', text: 'pagué', weight: 0.7 },
    { signal: 'word', text: 'gracias', weight: -0.4 },
  ],
  ...overrides,
});

/** Everything `renderMessage` is given, as at 12:00 UTC on the day of the test context. */
export const renderInput = (overrides: Partial<RenderInput> = {}): RenderInput => ({
  alert: alertView(),
  mentions: [mentionView()],
  step: 0,
  kind: 'ring',
  language: 'en',
  now: new Date('2026-08-20T12:00:00.000Z'),
  timeZone: 'Europe/Madrid',
  token: markerToken,
  acknowledgeUrl: 'https://earshot.example/a/page',
  inboxUrl: 'https://earshot.example/alerts/al_01',
  ...overrides,
});

/** An alert as a channel is given it. */
export const alertMessage = (
  overrides: Omit<Partial<RenderInput>, 'alert'> & { alert?: Partial<AlertView> } = {},
): AlertMessage => renderMessage(renderInput({ ...overrides, alert: alertView(overrides.alert) }));
