import { describe, expect, test } from 'vitest';
import type { ChannelLanguage } from '../../src/channels/channel.ts';
import { renderMessage, renderMinimal, renderPlain } from '../../src/channels/message.ts';
import { hostileTexts } from '../contracts/hostile-texts.ts';
import { alertMessage, alertView, mentionView, renderInput } from '../support/alerts.ts';

const at = (time: string): Date => new Date(`2026-08-20T${time}:00.000Z`);

describe('the title leads with the time', () => {
  test.each([
    ['en', at('12:00'), '53 min left · DOWN · Acme Coffee'],
    ['es', at('12:00'), 'quedan 53 min · SIN SERVICIO · Acme Coffee'],
    ['pl', at('12:00'), 'zostały 53 min · NIE DZIAŁA · Acme Coffee'],
    ['en', at('12:59'), 'late by 6 min · DOWN · Acme Coffee'],
    ['es', at('12:59'), '6 min tarde · SIN SERVICIO · Acme Coffee'],
    ['pl', at('12:59'), '6 min po czasie · NIE DZIAŁA · Acme Coffee'],
    ['es', at('12:52'), 'queda 1 min · SIN SERVICIO · Acme Coffee'],
    ['pl', at('12:52'), 'została 1 min · NIE DZIAŁA · Acme Coffee'],
    ['pl', at('12:41'), 'zostało 12 min · NIE DZIAŁA · Acme Coffee'],
    ['pl', at('12:31'), 'zostały 22 min · NIE DZIAŁA · Acme Coffee'],
    ['en', at('12:53'), 'late by 1 min · DOWN · Acme Coffee'],
  ] satisfies [ChannelLanguage, Date, string][])('in %s at %s: %3$s', (language, now, title) => {
    expect(alertMessage({ language, now }).title).toBe(title);
  });

  test.each([
    ['2026-08-20T14:30:00.000Z', '2 h 30 min left'],
    ['2026-08-20T13:59:00.000Z', '119 min left'],
    ['2026-08-21T12:00:00.000Z', '1 d left'],
    ['2026-08-21T12:05:00.000Z', '1 d left'],
    ['2026-08-22T15:00:00.000Z', '2 d 3 h left'],
    ['2026-08-20T12:00:20.000Z', '1 min left'],
  ])('a deadline at %s is written as "%s"', (deadline, head) => {
    expect(alertMessage({ alert: { deadline: new Date(deadline) } }).title).toContain(`${head} · `);
  });
});

describe('the status says where things stand', () => {
  test.each([
    ['en', {}, 'posted 13:53 · 53 min left'],
    ['es', {}, 'publicado 13:53 · quedan 53 min'],
    ['pl', {}, 'opublikowano 13:53 · zostały 53 min'],
    ['en', { state: 'acknowledged', acknowledgedBy: 'Ana' }, 'Ana is on it · 53 min left'],
    ['es', { state: 'acknowledged', acknowledgedBy: 'Ana' }, 'Ana se encarga · quedan 53 min'],
    ['pl', { state: 'acknowledged', acknowledgedBy: 'Ana' }, 'Ana się tym zajmuje · zostały 53 min'],
    ['en', { state: 'acknowledged' }, 'Somebody is on it · 53 min left'],
    ['en', { state: 'answered', answeredAt: at('12:16') }, 'Answered after 23 min'],
    ['es', { state: 'answered', answeredAt: at('12:16') }, 'Respondido tras 23 min'],
    ['pl', { state: 'answered', answeredAt: at('12:16') }, 'Odpisane po 23 min'],
    ['en', { state: 'snoozed', snoozedUntil: at('12:20') }, 'Later (14:20) · 53 min left'],
    ['en', { state: 'resolved', resolution: 'not_for_us' }, 'Not for us'],
    ['es', { state: 'resolved', resolution: 'no_answer_needed' }, 'No necesita respuesta'],
    ['pl', { state: 'resolved', resolution: 'gone' }, 'Wpis zniknął'],
    ['en', { count: 12 }, 'posted 13:53 · 53 min left · 12 mentions'],
    ['pl', { count: 3 }, 'opublikowano 13:53 · zostały 53 min · 3 wzmianki'],
    ['pl', { count: 12 }, 'opublikowano 13:53 · zostały 53 min · 12 wzmianek'],
    ['pl', { count: 22 }, 'opublikowano 13:53 · zostały 53 min · 22 wzmianki'],
  ] as const)('in %s, given %o: %s', (language, alert, status) => {
    expect(alertMessage({ language, alert }).status).toBe(status);
  });

  test('a later ring says that nobody is on it; an edit of it does not', () => {
    expect(alertMessage({ step: 1 }).status).toBe('posted 13:53 · 53 min left · nobody is on it yet');
    expect(alertMessage({ step: 1, kind: 'edit' }).status).toBe('posted 13:53 · 53 min left');
  });

  test('yesterday is named', () => {
    const message = alertMessage({ alert: { postedAt: new Date('2026-08-19T21:10:00.000Z') } });

    expect(message.status).toContain('posted yesterday 23:10');
  });
});

describe('the sender', () => {
  test.each([
    ['en', { source: 'twitter', author: { handle: 'lucia_m', followers: 2100 } }, 'X · @lucia_m · 2.1k followers'],
    ['es', { source: 'twitter', author: { handle: '@lucia_m', followers: 2100 } }, 'X · @lucia_m · 2,1 mil seguidores'],
    [
      'pl',
      { source: 'mastodon', author: { handle: 'ola@mas.to', followers: 1 } },
      'Mastodon · @ola@mas.to · 1 obserwujący',
    ],
    ['en', { source: 'reddit', author: { handle: 'u/jane' } }, 'Reddit · u/jane'],
    ['en', { source: 'trustpilot', author: { name: 'Jan K.' }, rating: 1 }, 'Trustpilot · ★☆☆☆☆ · Jan K.'],
    ['en', { source: 'google-reviews', author: {}, rating: 4.5 }, 'Google · ★★★★★'],
  ] as const)('in %s, given %o: %s', (language, mention, from) => {
    expect(alertMessage({ language, mentions: [mentionView({ ...mention })] }).from).toBe(from);
  });
});

describe('the reason', () => {
  test.each([
    ['en', 'Looks like “Down”: “nadie contesta”, “pagué”.'],
    ['es', 'Parece «Sin servicio»: «nadie contesta», «pagué».'],
    ['pl', 'Wygląda na „Nie działa”: „nadie contesta”, „pagué”.'],
  ] as const)('in %s names what speaks for the level, and nothing that speaks against it', (language, why) => {
    expect(alertMessage({ language }).why).toBe(why);
  });

  test('without evidence is only the level', () => {
    expect(alertMessage({ mentions: [mentionView({ reasons: [] })] }).why).toBe('Looks like “Down”.');
  });

  test('shows a rating as stars', () => {
    const mention = mentionView({ rating: 1, reasons: [{ signal: 'rating', text: '1 star', weight: 2 }] });

    expect(alertMessage({ mentions: [mention] }).why).toBe('Looks like “Down”: “★☆☆☆☆”.');
  });
});

describe('the quote', () => {
  test.each(Object.keys(hostileTexts))('of %s is bounded and well-formed', (name) => {
    const { quote } = alertMessage({ mentions: [mentionView({ text: hostileTexts[name] ?? '' })] });

    expect(quote.length).toBeLessThanOrEqual(6000);
    expect(quote.isWellFormed()).toBe(true);
  });

  test('shows that it was cut, even when little is left of a long text', () => {
    const text = `help${'\u200B'.repeat(100_000)}`;

    expect(alertMessage({ mentions: [mentionView({ text })] }).quote).toBe('help…');
  });

  test('of a short text is the text', () => {
    expect(alertMessage({ mentions: [mentionView({ text: 'No signal since 6 am' })] }).quote).toBe(
      'No signal since 6 am',
    );
  });
});

describe('the suggestion', () => {
  const suggestion = 'Sentimos mucho lo ocurrido.';

  test.each([
    ['en', 'You could begin: Sentimos mucho lo ocurrido.'],
    ['es', 'Puedes empezar así: Sentimos mucho lo ocurrido.'],
    ['pl', 'Możesz zacząć tak: Sentimos mucho lo ocurrido.'],
  ] as const)("stays in the customer's language, whatever the reader speaks: %s", (language, line) => {
    const message = alertMessage({ language, suggestion });

    expect(message.suggestion).toBe(suggestion);
    expect(renderPlain(message).split('\n').at(-1)).toBe(line);
  });

  test.each(['open', 'snoozed', 'acknowledged'] as const)('is there while an alert is %s', (state) => {
    expect(alertMessage({ suggestion, alert: { state } }).suggestion).toBe(suggestion);
  });

  test.each(['answered', 'resolved'] as const)('is gone when an alert is %s', (state) => {
    expect(alertMessage({ suggestion, alert: { state } })).not.toHaveProperty('suggestion');
  });

  test.each([undefined, '', ' \u200B '])('of %o is none', (nothing) => {
    expect(alertMessage({ suggestion: nothing })).not.toHaveProperty('suggestion');
  });

  test('is not part of the minimal form', () => {
    expect(renderMinimal(renderInput({ suggestion }))).not.toHaveProperty('suggestion');
  });
});

test.each([
  [{ soft: true, urgency: 1 }, 'soft'],
  [{ soft: false, urgency: 1 }, 'loud'],
  [{ soft: false, urgency: 3 }, 'normal'],
] as const)('an alert with %o sounds %s', (alert, sound) => {
  expect(alertMessage({ alert }).sound).toBe(sound);
});

test('a level of every number has a word in every language', () => {
  const titles = (['en', 'es', 'pl'] as const).flatMap((language) =>
    ([1, 2, 3, 4, 5] as const).map((urgency) => alertMessage({ language, alert: { urgency } }).title.split(' · ')[1]),
  );

  expect(titles).toEqual([
    ...['DOWN', 'MONEY', 'PROBLEM', 'HELP', 'FEEDBACK'],
    ...['SIN SERVICIO', 'DINERO', 'PROBLEMA', 'AYUDA', 'OPINIÓN'],
    ...['NIE DZIAŁA', 'PIENIĄDZE', 'PROBLEM', 'PYTANIE', 'OPINIA'],
  ]);
});

test('the key names alert and step, and is the same for a ring and its edits', () => {
  const ring = alertMessage({ step: 2 });
  const edit = alertMessage({ step: 2, kind: 'edit', alert: { revision: 9 } });

  expect([ring.key, edit.key]).toEqual(['al_01.step2', 'al_01.step2']);
});

test('the minimal form keeps level, source, link and deadline, and no word by a stranger', () => {
  const message = renderMinimal(renderInput());

  const plain = renderPlain(message);

  expect(plain).toContain('Down');
  expect(plain).toContain('X');
  expect(plain).toContain('https://x.com/i/web/status/2090379311969206376');
  expect(plain).toContain('2026-08-20T12:53:00.000Z');
  expect(plain).not.toMatch(/lucia|pedido|contesta/);
});

test('an alert without a mention still renders', () => {
  const message = renderMessage(renderInput({ mentions: [], alert: alertView({ count: 0 }) }));

  expect(renderPlain(message)).toBe('53 min left · DOWN · Acme Coffee\nposted 13:53 · 53 min left');
});
