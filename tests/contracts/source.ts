import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Mention } from '../../src/domain/mention.ts';
import { Failure, isAbort } from '../../src/lib/failure.ts';
import type { SeenRequest } from '../../src/stand-ins/stand-in.ts';
import { recordingBudget, testSourceContext } from '../support/context.ts';
import { startSilentServer, watchHosts } from '../support/network.ts';
import { arrange, arrangeHttp, opened, startVendor, stored } from './arrange-source.ts';
import { expectValidMention, secretSettings, settingsWithoutDescription } from './mention.ts';
import { type Expectation, misbehaviourNames, misbehaviours } from './misbehaviours.ts';
import { type HttpCase, type LocalCase, type PushedCase, type SourceCase, sourceFixture } from './source-case.ts';

export { type Scene, type SourceCase, sourceFixture } from './source-case.ts';

/** Tries one kind of source on everything the pipeline relies on. To be called at the top of `tests/sources/<kind>.test.ts`. */
export const describeSourceContract = (sourceCase: SourceCase): void => {
  describe(`the ${sourceCase.definition.kind} source keeps the contract`, () => {
    describeSettings(sourceCase);
    if (sourceCase.transport === 'pushed') describePushed(sourceCase);
    else describeReading(sourceCase);
    if (sourceCase.transport === 'http') {
      describeFailures(sourceCase);
      describeStopping(sourceCase);
      describeBudget(sourceCase);
    }
  });
};

const describeSettings = ({ definition }: SourceCase): void => {
  test('every setting is described', () => {
    expect(settingsWithoutDescription(definition.settings)).toEqual([]);
  });

  test('a setting nobody knows is refused', () => {
    const parsed = definition.settings.safeParse({ id: 'tried', kind: definition.kind, no_such_setting: true });

    expect(parsed.error?.issues.map(({ code }) => code)).toContain('unrecognized_keys');
  });
};

const describePushed = ({ definition, settings }: PushedCase): void => {
  test('it opens, and is not polled', () => {
    const source = definition.open({ id: 'tried', kind: definition.kind, ...settings() });

    expect(source.poll).toBeUndefined();
    expect(source.every).toBeUndefined();
  });
};

const describeReading = (sourceCase: HttpCase | LocalCase): void => {
  const { kind } = sourceCase.definition;

  test('it reads the recorded page into exactly these mentions', async () => {
    const { sweep } = await arrange(sourceCase, 'page');

    const { mentions, rejected } = await sweep(null);

    const expected: unknown = JSON.parse(sourceFixture(kind, 'mentions.json'));
    expect(mentions.map(asWire)).toEqual(expected);
    expect(mentions.length).toBeGreaterThan(1);
    expect(rejected).toBe(0);
  });

  test('its mentions are valid and have distinct ids', async () => {
    const { source, sweep } = await arrange(sourceCase, 'page');

    const { mentions } = await sweep(null);

    for (const mention of mentions) expectValidMention(mention, source);
    expect(new Set(idsOf(mentions)).size).toBe(mentions.length);
  });

  test('its cursor survives being stored', async () => {
    const { sweep } = await arrange(sourceCase, 'page');

    const { cursor } = await sweep(null);

    expect(sourceCase.definition.cursor.parse(stored(cursor))).toEqual(cursor);
  });

  test('it resumes from its own cursor and finds nothing that it has not seen', async () => {
    const { sweep } = await arrange(sourceCase, 'page');
    const first = await sweep(null);

    const second = await sweep(first.cursor);

    expect(idsOf(first.mentions)).toEqual(expect.arrayContaining(idsOf(second.mentions)));
  });

  test('the next poll finds what came after the last one', async () => {
    const { sweep, show } = await arrange(sourceCase, 'page');
    const first = await sweep(null);
    await show('later');

    const second = await sweep(first.cursor);

    expect(idsOf(first.mentions)).not.toContain(sourceCase.laterId);
    expect(idsOf(second.mentions)).toContain(sourceCase.laterId);
  });

  test('an empty page is an answer: no mentions, no failure, and a cursor to go on with', async () => {
    const { sweep, show } = await arrange(sourceCase, 'empty');

    const nothing = await sweep(null);
    await show('later');
    const next = await sweep(nothing.cursor);

    expect(nothing).toMatchObject({ mentions: [], rejected: 0, outcome: 'empty' });
    expect(idsOf(next.mentions)).toContain(sourceCase.laterId);
  });

  test('a broken element is left out and counted, and the others arrive', async () => {
    const { sweep } = await arrange(sourceCase, 'broken');

    const { mentions, rejected } = await sweep(null);

    const expected: { externalId: string }[] = JSON.parse(sourceFixture(kind, 'mentions.json'));
    expect(idsOf(mentions).sort()).toEqual(expected.map(({ externalId }) => externalId).sort());
    expect(rejected).toBe(1);
  });

  test('a cursor of an unknown shape is a first poll', async () => {
    const { sweep } = await arrange(sourceCase, 'page');

    const { mentions } = await sweep({ version: 'from another life' });

    expect(mentions.length).toBeGreaterThan(1);
  });
};

const describeFailures = (sourceCase: HttpCase): void => {
  const { refined = {}, requestsPerPoll = 1 } = sourceCase;

  test('the case fills in every secret, so that none goes unwatched', () => {
    const { settings } = opened(sourceCase, 'http://127.0.0.1:9');

    const unwatched = secretSettings(sourceCase.definition.settings).filter((name) => settings[name] === undefined);

    expect(unwatched).toEqual([]);
  });

  test.each(misbehaviourNames)(
    '%s ends in the right failure, asked for once and without a secret',
    async (name) => {
      const { behaviour, kinds, limitMs = 5000 }: Expectation = misbehaviours[name];
      const { vendor, sweep, context, secrets } = await arrangeHttp(sourceCase, 'page', { requestTimeoutMs: limitMs });
      vendor.always(behaviour);

      const failure = await failureOf(sweep(null));
      context.log.error({ err: failure }, 'a test logs the failure as the pipeline would');

      expectNoSecret(secrets, failure, context.logged);
      expect(refined[name] ?? kinds).toContain(failure.kind);
      expect(repeated(vendor.requests)).toEqual([]);
      expect(vendor.requests.length).toBeGreaterThan(0);
      expect(vendor.requests.length).toBeLessThanOrEqual(requestsPerPoll);
    },
    5000,
  );

  test('the wait a vendor asks for is passed on', async () => {
    const { vendor, sweep } = await arrangeHttp(sourceCase, 'page');
    vendor.always(misbehaviours['a 429'].behaviour);

    const failure = await failureOf(sweep(null));

    expect(failure.retryAfterMs).toBe(7000);
  });

  test('a server that is not there is a transient failure', async () => {
    const { vendor, sweep } = await arrangeHttp(sourceCase, 'page');
    await vendor.close();

    const failure = await failureOf(sweep(null));

    expect(failure.kind).toBe('transient');
  });

  test('a good page that does not end within reason is not read to its end', async () => {
    const { sweep } = await arrangeHttp({ ...sourceCase, answer: padded(sourceCase.answer) }, 'page');

    const failure = await failureOf(sweep(null));

    expect(failure.kind).toBe('invalid');
  });

  test('a redirect takes no secret elsewhere', async () => {
    const { vendor, sweep, secrets } = await arrangeHttp(sourceCase, 'page');
    const thief = await startVendor(() => ({ body: {} }));
    vendor.always({ type: 'redirect', to: `${thief.url}/elsewhere` });

    await sweep(null).catch(() => undefined);

    expectNoSecret(secrets, thief.requests);
  });

  test('a good poll asks as often as it says, asks nobody but the vendor and logs no secret', async () => {
    const { vendor, sweep, context, secrets } = await arrangeHttp(sourceCase, 'page');
    const hosts = watchHosts();

    await sweep(null);

    expect(vendor.requests).toHaveLength(requestsPerPoll);
    expect([...hosts]).toEqual([new URL(vendor.url).host]);
    expectNoSecret(secrets, context.logged);
  });

  const checked = opened(sourceCase, 'http://127.0.0.1:9').check !== undefined;
  test.runIf(checked)('the check says in a sentence what it saw, and fails on a dead credential', async () => {
    const { vendor, source, context, secrets } = await arrangeHttp(sourceCase, 'page');

    const sentence = await source.check?.(context);
    vendor.always(misbehaviours['a 401'].behaviour);
    const failure = await failureOf(source.check?.(context));

    expect(sentence).toMatch(/\w+ \w+/);
    expect(failure.kind).toBe(refined['a 401']?.[0] ?? 'unauthorized');
    expectNoSecret(secrets, sentence, failure);
  });
};

const describeStopping = (sourceCase: HttpCase): void => {
  // Within less than the usual time limit of a request: it is the stop that must end it.
  test('a stop ends a waiting poll and closes its connection', async () => {
    const silent = await startSilentServer();
    const stop = new AbortController();
    const context = testSourceContext({ ...sourceCase.context, requestTimeoutMs: 600_000, signal: stop.signal });
    const polling = Promise.allSettled([opened(sourceCase, silent.url).poll?.(null, context)]);
    await silent.asked;

    stop.abort();
    const [outcome] = await polling;

    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(isAbort) });
    await silent.left;
  }, 5000);

  test('a poll that is stopped before it begins asks nothing', async () => {
    const { vendor, source } = await arrangeHttp(sourceCase, 'page');
    const context = testSourceContext({ ...sourceCase.context, signal: AbortSignal.abort() });

    const outcome = await Promise.allSettled([source.poll?.(null, context)]);

    expect(outcome).toMatchObject([{ status: 'rejected', reason: expect.toSatisfy(isAbort) }]);
    expect(vendor.requests).toEqual([]);
  });
};

const describeBudget = (sourceCase: HttpCase): void => {
  const billed = opened(sourceCase, 'http://127.0.0.1:9').usdPerPost > 0;

  test.runIf(billed)('it asks for money before it spends and books what came back', async () => {
    const budget = recordingBudget();
    const { sweep } = await arrangeHttp(sourceCase, 'page', { budget });

    const { mentions } = await sweep(null);

    expect(budget.reserved.length).toBeGreaterThan(0);
    expect(budget.settled.map(({ reserved }) => reserved)).toEqual(budget.reserved);
    expect(budget.settled.flatMap(({ externalIds }) => externalIds).length).toBeGreaterThanOrEqual(mentions.length);
  });

  test.runIf(billed)('without money it asks the vendor nothing, and says so', async () => {
    const { vendor, source, context } = await arrangeHttp(sourceCase, 'page', { budget: recordingBudget(0) });

    const page = await source.poll?.(null, context);

    expect(vendor.requests).toEqual([]);
    expect(page).toMatchObject({ mentions: [], outcome: 'empty', notes: [expect.stringContaining('budget')] });
  });

  test.runIf(billed)('a failed call frees what was set aside', async () => {
    const budget = recordingBudget();
    const { vendor, sweep } = await arrangeHttp(sourceCase, 'page', { budget });
    vendor.always(misbehaviours['a 503'].behaviour);

    await failureOf(sweep(null));

    expect(budget.settled).toEqual([{ reserved: budget.reserved[0], externalIds: [] }]);
  });
};

const tooLong = ' '.repeat(24 * 1024 * 1024);

const padded =
  (answer: HttpCase['answer']): HttpCase['answer'] =>
  (...asked) => {
    const { body, headers, ...rest } = answer(...asked);
    if (typeof body === 'string') return { ...rest, ...(headers && { headers }), body: body + tooLong };
    return {
      ...rest,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body) + tooLong,
    };
  };

const asWire = ({ raw: _, ...mention }: Mention): unknown => JSON.parse(JSON.stringify(mention));

const idsOf = (mentions: Mention[]): string[] => mentions.map(({ externalId }) => externalId);

const failureOf = async (promise: Promise<unknown> | undefined): Promise<Failure> => {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome?.status === 'rejected' && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`expected a Failure, got ${inspect(outcome, { depth: 3 })}`);
};

const repeated = (requests: SeenRequest[]): string[] => {
  const asked = requests.map(({ method, path, query }) => `${method} ${path}?${query}`);
  return asked.filter((line, index) => asked.indexOf(line) !== index);
};

const expectNoSecret = (secrets: string[], ...seen: unknown[]): void => {
  const everything = inspect(seen, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
  for (const secret of secrets) expect(everything).not.toContain(secret);
};
