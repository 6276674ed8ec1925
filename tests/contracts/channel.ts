import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AlertMessage, Channel, ChannelKind, Notice } from '../../src/channels/channel.ts';
import type { Context } from '../../src/lib/context.ts';
import { Failure, type FailureKind, isAbort } from '../../src/lib/failure.ts';
import { Secret } from '../../src/lib/schema.ts';
import { type Behaviour, type StandIn, startStandIn } from '../../src/stand-ins/stand-in.ts';
import { alertMessage, markerToken, mentionView } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';
import { hostileTexts, hostileUrls } from './hostile-texts.ts';

/** What one payload puts before a person, read by a parser that knows the vendor and not our code. */
export interface Shown {
  /** Every text that is displayed, in the order it is read, as it is displayed: unescaped. */
  texts: string[];
  /** Every address that can be tapped, or that the vendor fetches. */
  links: string[];
  /** Every mention that would ping somebody, and every markup we did not put there. */
  live: string[];
  /** Each limit of the vendor that is broken, in words. */
  over: string[];
}

/** The vendor and the people at its other end. */
export interface World {
  settings: Record<string, unknown>;
  /** Payloads so far. */
  sent(): string[];
  /** Every message as its readers see it now, oldest first. */
  visible(): string[];
  /** Why the vendor, or a strict reader, turned something away. */
  complaints(): string[];
  /** The vendor's server, to make it misbehave; absent for a channel without one. */
  standIn?: StandIn;
  /** What a channel without a server writes to. */
  context?: Partial<Context>;
  /** Somebody deletes what was sent; absent where the vendor would not tell us. */
  forget?(): void;
}

export interface ChannelCase {
  /** Kind, and the road when a kind has several: the folder of its fixtures. */
  name: string;
  transport: 'http' | 'local';
  can: ('edit' | 'clear' | 'listen' | 'hook' | 'check')[];
  start(): Promise<World>;
  read(payload: string): Shown;
  /** Addresses of the channel's own that may stand beside those of the message. */
  ownLinks?(world: World): string[];
  /** Where this vendor means something else by an answer; `sent` = it counts as delivered. */
  refined?: Partial<Record<MisbehaviourName, FailureKind | 'sent'>>;
}

const misbehaviours = {
  'a 400': { behaviour: { type: 'answer', status: 400, body: 'no' }, kind: 'message' },
  'a 401': { behaviour: { type: 'answer', status: 401, body: 'no' }, kind: 'unauthorized' },
  'a 402': { behaviour: { type: 'answer', status: 402, body: 'no' }, kind: 'exhausted' },
  'a 403': { behaviour: { type: 'answer', status: 403, body: 'no' }, kind: 'unauthorized' },
  'a 404': { behaviour: { type: 'answer', status: 404, body: 'no' }, kind: 'recipient' },
  'a 408': { behaviour: { type: 'answer', status: 408, body: 'no' }, kind: 'transient' },
  'a 410': { behaviour: { type: 'answer', status: 410, body: 'no' }, kind: 'recipient' },
  'a 413': { behaviour: { type: 'answer', status: 413, body: 'no' }, kind: 'message' },
  'a 422': { behaviour: { type: 'answer', status: 422, body: 'no' }, kind: 'message' },
  'a 429': { behaviour: { type: 'answer', status: 429, headers: { 'retry-after': '7' }, body: '' }, kind: 'throttled' },
  'a 500': { behaviour: { type: 'answer', status: 500, body: 'oops' }, kind: 'transient' },
  'a 503': { behaviour: { type: 'answer', status: 503, body: '' }, kind: 'transient' },
  silence: { behaviour: { type: 'hang' }, kind: 'unknown' },
  'a cut connection': { behaviour: { type: 'cut' }, kind: 'unknown' },
  'an answer that never ends': { behaviour: { type: 'drip' }, kind: 'unknown' },
  'an enormous answer': { behaviour: { type: 'huge', bytes: 9 * 1024 * 1024 }, kind: 'unknown' },
  rubbish: { behaviour: { type: 'rubbish' }, kind: 'unknown' },
  'an empty 200': { behaviour: { type: 'answer', body: '' }, kind: 'unknown' },
  'a redirect': { behaviour: { type: 'redirect', to: 'https://elsewhere.example/' }, kind: 'unauthorized' },
} as const satisfies Record<string, { behaviour: Behaviour; kind: FailureKind }>;

export type MisbehaviourName = keyof typeof misbehaviours;
const misbehaviourNames = Object.keys(misbehaviours) as MisbehaviourName[];

/** What every channel must hold, whatever its vendor. */
export const channelContract = (definition: ChannelKind, channelCase: ChannelCase): void => {
  describe(channelCase.name, () => {
    describeSettings(definition);
    describeSending(channelCase, definition);
    describeHostility(channelCase, definition);
    if (channelCase.can.includes('edit')) describeEditing(channelCase, definition);
    if (channelCase.can.includes('clear')) describeClearing(channelCase, definition);
    if (channelCase.transport === 'http') describeFailures(channelCase, definition);
    describeStopping(channelCase, definition);
  });
};

const describeSettings = (definition: ChannelKind): void => {
  const names = Object.keys(definition.settings.shape).filter((name) => name !== 'kind');

  test.each(names)('the setting "%s" is described by a sentence', (name) => {
    const description = definition.settings.shape[name]?.description ?? '';

    expect(description).toMatch(/^.{10,}\.$/s);
  });

  test('an unknown setting is refused', () => {
    const parsed = definition.settings.safeParse({ kind: definition.kind, id: 'tried', no_such_setting: 1 });

    expect(parsed.success).toBe(false);
  });
};

const describeSending = (channelCase: ChannelCase, definition: ChannelKind): void => {
  test('it can do exactly what it says', async () => {
    const { channel } = await arrange(channelCase, definition);
    const abilities = ['edit', 'clear', 'listen', 'hook', 'check'] as const;

    const able = abilities.filter((ability) => channel[ability] !== undefined);

    expect(able).toEqual(abilities.filter((ability) => channelCase.can.includes(ability)));
  });

  test('an alert arrives once, and shows status, place and words, in that order', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const message = alertMessage();

    await channel.send(message, context);

    expect(world.sent()).toHaveLength(1);
    expect(world.visible()).toHaveLength(1);
    const { texts, links } = channelCase.read(world.sent()[0] ?? '');
    const read = texts.join('\n');
    expect(read).toContain(message.title);
    expect(read).toContain(message.from);
    expect(read.indexOf(message.status)).toBeGreaterThanOrEqual(0);
    expect(read.indexOf(message.quote, read.indexOf(message.status))).toBeGreaterThan(read.indexOf(message.status));
    expect([...links, read].some((part) => part.includes(message.url ?? 'no url'))).toBe(true);
  });

  test('the payload of an alert is the one on record', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send(alertMessage(), context);

    const payload = withoutWorld(world, world.sent()[0] ?? '');
    await expect(payload).toMatchFileSnapshot(`../fixtures/channels/${channelCase.name}/alert.txt`);
  });

  test('a notice arrives, with its title and text', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send(notice, context);

    expect(world.visible()).toEqual([expect.stringContaining(notice.title)]);
    expect(channelCase.read(world.sent()[0] ?? '').texts.join('\n')).toContain(notice.text);
    expect(world.complaints()).toEqual([]);
  });

  test('the same alert gives the same bytes', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send(alertMessage(), context);
    await channel.send(alertMessage(), context);

    expect(new Set(world.sent()).size).toBe(1);
  });

  test('a repeat does what the kind says of itself', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send(alertMessage(), context);
    await channel.send(alertMessage(), context);

    expect(world.visible()).toHaveLength(definition.idempotency === 'none' ? 2 : 1);
  });

  test('a later step is a new message', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    const previous = await channel.send(alertMessage(), context);
    await channel.send({ ...alertMessage({ step: 1 }), previous }, context);

    expect(world.visible()).toHaveLength(2);
  });

  test('the receipt survives storage and holds no secret', async () => {
    const { channel, context, secrets } = await arrange(channelCase, definition);

    const receipt = await channel.send(alertMessage(), context);

    expect(stored(receipt)).toEqual(receipt);
    expect(typeof receipt.confirmed).toBe('boolean');
    expectNoSecret(secrets, receipt, context.logged);
  });

  test('the token stands in no text', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send(alertMessage(), context);

    expect(channelCase.read(world.sent()[0] ?? '').texts.join('\n')).not.toContain(markerToken);
  });

  test.runIf(channelCase.can.includes('check'))('the check bothers nobody and says what it saw', async () => {
    const { world, channel, context, secrets } = await arrange(channelCase, definition);

    const sentence = await channel.check?.(context);

    expect(sentence).toMatch(/\w+ \w+/);
    expect(world.visible()).toEqual([]);
    expectNoSecret(secrets, sentence, context.logged);
  });
};

const describeHostility = (channelCase: ChannelCase, definition: ChannelKind): void => {
  const expectHarmless = async (message: AlertMessage): Promise<void> => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send(message, context);

    expect(world.complaints()).toEqual([]);
    const payload = world.sent()[0] ?? '';
    const { texts, links, live, over } = channelCase.read(payload);
    expect(over).toEqual([]);
    expect(live).toEqual([]);
    const allowed = [message.url, message.acknowledgeUrl, message.inboxUrl, ...(channelCase.ownLinks?.(world) ?? [])];
    expect(allowed).toEqual(expect.arrayContaining(links));
    for (const text of texts) expectReadable(text);
    expect(texts.join('\n')).toContain(message.status);
    if (message.url !== undefined)
      expect([...links, ...texts].some((part) => part.includes(message.url ?? ''))).toBe(true);
  };

  test.each(Object.keys(hostileTexts))('%s in a mention does no harm', async (name) => {
    const mentions = [mentionView({ text: hostileTexts[name] ?? '' })];

    await expectHarmless(alertMessage({ mentions, suggestion: `We're sorry. ${'ż'.repeat(600)}` }));
  });

  test.each(Object.keys(hostileTexts))(
    '%s in a name, a reason, a brand and a suggestion does no harm',
    async (name) => {
      const text = (hostileTexts[name] ?? '').slice(0, 2000);
      const mention = mentionView({
        author: { handle: text.slice(0, 256), name: text.slice(0, 256), followers: 3 },
        reasons: [{ signal: 'word', text, weight: 1 }],
      });

      const alert = { brand: text, acknowledgedBy: text };
      await expectHarmless(alertMessage({ alert, mentions: [mention], suggestion: text }));
    },
  );

  test.each(hostileUrls)('%.40s never becomes a link', async (url) => {
    const message = alertMessage({ mentions: [mentionView({ url })], acknowledgeUrl: url, inboxUrl: url });

    expect(message.url).toBeUndefined();
    await expectHarmless(message);
  });

  test('an address full of markup stays one address', async () => {
    const url = 'https://x.com/a?b=1&c=<!channel>|x>&d=%3C@U1%3E';

    await expectHarmless(alertMessage({ mentions: [mentionView({ url })] }));
  });

  test('any text at all does no harm', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const anyText = fc.string({ unit: 'binary', maxLength: 400 });
    const markup = fc.string({ unit: fc.constantFrom(...'<>!@#&|^`*_~[]()\\/:"\'\n'), maxLength: 60 });

    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, markup), async (text) => {
        await channel.send(alertMessage({ mentions: [mentionView({ text, author: { name: text } })] }), context);
        const { texts, live, over } = channelCase.read(world.sent().at(-1) ?? '');
        expect([live, over, world.complaints()]).toEqual([[], [], []]);
        for (const shown of texts) expectReadable(shown);
      }),
      { numRuns: 50, seed: 20260820 },
    );
  });

  test('a notice of a megabyte does no harm', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);

    await channel.send({ ...notice, text: 'ż<!channel>'.repeat(100_000), title: 'x'.repeat(100_000) }, context);

    const { live, over } = channelCase.read(world.sent()[0] ?? '');
    expect([live, over, world.complaints()]).toEqual([[], [], []]);
  });
};

const describeEditing = (channelCase: ChannelCase, definition: ChannelKind): void => {
  const taken = () =>
    alertMessage({ kind: 'edit', alert: { state: 'acknowledged', acknowledgedBy: 'Ana', revision: 2 } });

  test('an edit changes the message in place, with one request', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const receipt = await channel.send(alertMessage(), context);

    const edited = await channel.edit?.(stored(receipt), taken(), context);

    expect(world.sent()).toHaveLength(2);
    expect(world.visible()).toEqual([expect.stringContaining('Ana is on it')]);
    expect(world.visible()[0]).not.toContain(alertMessage().title);
    expect(world.complaints()).toEqual([]);
    expect(edited).toMatchObject({ ref: receipt.ref });
  });

  test('an edited message can be edited again', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const first = await channel.send(alertMessage(), context);
    const second = await channel.edit?.(stored(first), taken(), context);
    if (second === undefined || second === 'gone') throw new Error('the first edit did not work');

    const answered = alertMessage({
      alert: { state: 'answered', answeredAt: new Date('2026-08-20T12:16:00.000Z'), revision: 3 },
    });
    await channel.edit?.(stored(second), answered, context);

    expect(world.visible()).toEqual([expect.stringContaining('Answered after 23 min')]);
  });

  test('a message that is no longer there is reported as gone, and nothing is sent in its place', async ({ skip }) => {
    const { world, channel, context } = await arrange(channelCase, definition);
    skip(world.forget === undefined, 'this vendor does not tell');
    const receipt = await channel.send(alertMessage(), context);
    world.forget?.();

    const outcome = await channel.edit?.(stored(receipt), taken(), context);

    expect(outcome).toBe('gone');
    expect(world.sent()).toHaveLength(2);
    expect(world.visible()).toEqual([]);
  });

  test('hostile text in an edit does no harm', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const receipt = await channel.send(alertMessage(), context);
    const mentions = [
      mentionView({
        text: Object.values(hostileTexts)
          .map((text) => text.slice(0, 500))
          .join('\n'),
      }),
    ];

    await channel.edit?.(stored(receipt), alertMessage({ alert: { revision: 2 }, mentions }), context);

    const { live, over } = channelCase.read(world.sent().at(-1) ?? '');
    expect([live, over, world.complaints()]).toEqual([[], [], []]);
  });

  test.each(failingNames(channelCase))('after %s an edit fails like a send', async (name) => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const receipt = await channel.send(alertMessage(), context);
    world.standIn?.always(misbehaviours[name].behaviour);

    const failure = await failureOf(channel.edit?.(stored(receipt), taken(), testContext(patience(name))));

    expect(failure.kind).toBe(channelCase.refined?.[name] ?? misbehaviours[name].kind);
    expect(world.sent()).toHaveLength(2);
  });
};

const describeClearing = (channelCase: ChannelCase, definition: ChannelKind): void => {
  test('clearing takes the message off the device', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const message = alertMessage();
    const receipt = await channel.send(message, context);

    await channel.clear?.(stored(receipt), message, context);

    expect(world.visible()).toEqual([]);
    expect(world.sent()).toHaveLength(2);
  });
};

const describeFailures = (channelCase: ChannelCase, definition: ChannelKind): void => {
  test.each(failingNames(channelCase))('%s becomes the failure it is, after a single request', async (name) => {
    const { world, channel, context } = await arrange(channelCase, definition, patience(name));
    world.standIn?.always(misbehaviours[name].behaviour);

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.kind).toBe(channelCase.refined?.[name] ?? misbehaviours[name].kind);
    expect(world.sent()).toHaveLength(1);
  });

  test.each(
    Object.keys(channelCase.refined ?? {}).filter(
      (name) => !failingNames(channelCase).includes(name as MisbehaviourName),
    ),
  )('%s counts as delivered', async (name) => {
    const { world, channel, context } = await arrange(channelCase, definition);
    world.standIn?.always(misbehaviours[name as MisbehaviourName].behaviour);

    await channel.send(alertMessage(), context);

    expect(world.sent()).toHaveLength(1);
  });

  test('the wait a vendor asks for is passed on', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    world.standIn?.always(misbehaviours['a 429'].behaviour);

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.retryAfterMs).toBe(7000);
  });

  test('a server that is not there is a transient failure', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    await world.standIn?.close();

    const failure = await failureOf(channel.send(alertMessage(), context));

    expect(failure.kind).toBe('transient');
  });

  test('a request is never given more than ten seconds', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const limits: (number | undefined)[] = [];
    const http: Context['http'] = {
      ...context.http,
      send: (url, request) => {
        limits.push(request?.timeoutMs);
        return context.http.send(url, request);
      },
      getJson: (url, schema, request) => {
        limits.push(request?.timeoutMs);
        return context.http.getJson(url, schema, request);
      },
    };

    await channel.send(alertMessage(), { ...context, http });

    expect(limits).toHaveLength(world.sent().length);
    for (const limit of limits) expect(limit ?? 10_000).toBeLessThanOrEqual(10_000);
  });

  test.each(misbehaviourNames)('%s brings no secret to light', async (name) => {
    const { world, channel, context, secrets } = await arrange(channelCase, definition, patience(name));
    world.standIn?.always(misbehaviours[name].behaviour);

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);
    context.log.error({ err: outcome }, 'a test logs the failure as the pipeline would');

    expectNoSecret(secrets, outcome, context.logged);
  });

  test.each([200, 400, 403, 404, 429, 500])(
    'a %i that echoes the secrets brings none of them to light',
    async (status) => {
      const { world, channel, context, secrets } = await arrange(channelCase, definition);
      const echo = { error: secrets.join(' '), ok: false, code: 1, paths: secrets.map(pathOf) };
      world.standIn?.always({ type: 'answer', status, body: echo });

      const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);

      expectNoSecret(secrets, outcome, context.logged);
    },
  );

  test('a redirect takes no secret elsewhere', async () => {
    const { world, channel, context } = await arrange(channelCase, definition);
    const thief = await startStandIn(() => ({ body: 'ok' }));
    onTestFinished(() => thief.close());
    world.standIn?.always({ type: 'redirect', to: `${thief.url}/elsewhere` });

    await failureOf(channel.send(alertMessage(), context));

    expect(thief.requests).toEqual([]);
  });

  test.runIf(channelCase.can.includes('check'))('the check fails on a dead credential', async () => {
    const { world, channel, context, secrets } = await arrange(channelCase, definition);
    world.standIn?.always(misbehaviours['a 401'].behaviour);

    const failure = await failureOf(channel.check?.(context));

    expect(failure.kind).toBe('unauthorized');
    expectNoSecret(secrets, failure);
  });
};

const describeStopping = (channelCase: ChannelCase, definition: ChannelKind): void => {
  test('a message that is stopped before it begins is not sent', async () => {
    const { world, channel, context } = await arrange(channelCase, definition, { signal: AbortSignal.abort() });

    const [outcome] = await Promise.allSettled([channel.send(alertMessage(), context)]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(isAbort) });
    expect(world.sent()).toEqual([]);
  });

  test.runIf(channelCase.transport === 'http')('a stop ends a waiting request', async () => {
    const stop = new AbortController();
    const { world, channel, context } = await arrange(channelCase, definition, { signal: stop.signal });
    world.standIn?.always({ type: 'hang' });
    const sending = Promise.allSettled([channel.send(alertMessage(), context)]);
    await vi.waitFor(() => expect(world.sent()).toHaveLength(1));

    stop.abort();
    const [outcome] = await sending;

    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(isAbort) });
  });
};

const notice: Notice = {
  type: 'notice',
  key: 'credential.team',
  language: 'en',
  title: 'Slack no longer accepts our token',
  text: 'Alerts go to the phone until it does.',
};

const arrange = async (channelCase: ChannelCase, definition: ChannelKind, overrides: Partial<Context> = {}) => {
  const world = await channelCase.start();
  const channel: Channel = definition.open({ id: 'tried', kind: definition.kind, ...world.settings });
  const context = testContext({ ...world.context, ...overrides });
  return { world, channel, context, secrets: secretsIn(channel.settings) };
};

const failingNames = ({ transport, refined }: ChannelCase): MisbehaviourName[] =>
  transport === 'local' ? [] : misbehaviourNames.filter((name) => refined?.[name] !== 'sent');

const failureOf = async (promise: Promise<unknown> | undefined): Promise<Failure> => {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome?.status === 'rejected' && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`expected a Failure, got ${inspect(outcome, { depth: 3 })}`);
};

// Only who waits in vain is given a short wait: a busy machine may be slow to answer the others.
const patience = (name: MisbehaviourName): Partial<Context> =>
  name === 'silence' || name === 'an answer that never ends' ? { requestTimeoutMs: 200 } : {};

const stored = <T>(receipt: T): T => JSON.parse(JSON.stringify(receipt)) as T;

// Ports differ from run to run.
const withoutWorld = (world: World, payload: string): string => {
  const anonymous = payload.replaceAll(world.standIn?.url ?? 'no stand-in', 'https://vendor.example');
  if (!anonymous.startsWith('{')) return `${anonymous.trimEnd()}\n`;
  return `${JSON.stringify(JSON.parse(anonymous), null, 2)}\n`;
};

/** Well-formed, without controls, direction tricks or invisible characters, and no marks stacked beyond any script's need. */
const expectReadable = (text: string): void => {
  expect(text.isWellFormed()).toBe(true);
  expect(text).not.toMatch(/(?![\n\t])\p{Cc}|[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u);
  expect(text).not.toMatch(/\p{Mn}{4,}/u);
};

const secretsIn = (settings: Record<string, unknown>): string[] =>
  Object.values(settings).flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));

// The address of a mail server has no path: its password is what must not be seen.
const pathOf = (secret: string): string => {
  if (!URL.canParse(secret)) return secret;
  const { pathname, password } = new URL(secret);
  return pathname.length > 1 ? pathname : password || secret;
};

const expectNoSecret = (secrets: string[], ...seen: unknown[]): void => {
  expect(secrets.every((secret) => secret.length >= 12)).toBe(true);
  const everything = inspect(seen, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
  for (const secret of secrets) for (const part of [secret, pathOf(secret)]) expect(everything).not.toContain(part);
};
