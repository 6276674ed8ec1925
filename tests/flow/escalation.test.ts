import { describe, expect, it, onTestFinished } from 'vitest';
import { createToken } from '../../src/lib/token.ts';
import { change, press, snoozeUntil } from '../../src/pipeline/acknowledge.ts';
import { startNtfy } from '../../src/stand-ins/ntfy.ts';
import { loadAlert, loadHistory, loadSends } from '../../src/store/alerts.ts';
import { loadMentions } from '../../src/store/mentions.ts';
import { configOf, openWorld, type World } from '../support/world.ts';

const minute = 60_000;
const topic = 'topic-of-the-first-phone';
const backup = 'topic-of-the-backup-phone';
const env = { FIRST: topic, SECOND: backup };

const openTeam = async (settings = '', person = '') => {
  const [ntfy, second] = await Promise.all([startNtfy(), startNtfy()]);
  onTestFinished(async () => {
    await Promise.all([ntfy.close(), second.close()]);
  });
  const config = configOf(
    `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${TOKEN}' }
channels:
  - { id: phone, kind: ntfy, topic: '\${FIRST}', base_url: '${ntfy.url}' }
  - { id: spare, kind: ntfy, topic: '\${SECOND}', base_url: '${second.url}' }
people:
  - { id: ana, channels: [phone]${person} }
  - { id: ben, channels: [spare] }
policies:
  - id: default
    steps:
      - { at: 0%, notify: [ana] }
      - { at: 25%, notify: [ana] }
      - { at: 50%, notify: [ben] }
${settings}`,
    { acme: 'brand: Acme\nkeywords:\n  - { id: name, query: acme }\n' },
    env,
  );
  const world = openWorld(config);
  return {
    world,
    ntfy,
    second,
    rung: () => ntfy.published(topic).length,
    spare: () => second.published(backup).length,
  };
};

const alerts = async ({ app }: World) => {
  const ids = await app.redis.zrange(app.keys.alerts, 0, '-1');
  return Promise.all(
    ids.map(
      async (id) => (await loadAlert(app.redis, app.keys, id)) as NonNullable<Awaited<ReturnType<typeof loadAlert>>>,
    ),
  );
};

describe('escalation', () => {
  it('follows the policy by the clock of the customer', async () => {
    const { world, rung, spare } = await openTeam();
    await world.hear([{ text: '[3 negative] acme is late' }]);
    await world.settle();
    const timeline = [[rung(), spare()]];

    for (const step of [14, 2, 13, 2]) {
      await world.pass(step * minute);
      timeline.push([rung(), spare()]);
    }

    expect(timeline).toEqual([
      [1, 0],
      [1, 0],
      [2, 0],
      [2, 0],
      [2, 1],
    ]);
  });

  it('starts with the step that fits when the mention is found late, and says what is left', async () => {
    const { world, ntfy, spare } = await openTeam();

    await world.hear([{ text: '[3 negative] acme is late', createdAt: new Date(world.now().getTime() - 50 * minute) }]);
    await world.settle();

    expect(ntfy.published(topic)[0]?.title).toContain('10 min left');
    expect(spare()).toBe(1);
  });

  it('announces once, as late, what was found after its time', async () => {
    const { world, ntfy, rung } = await openTeam();

    await world.hear([
      { text: '[3 negative] acme is late', createdAt: new Date(world.now().getTime() - 120 * minute) },
    ]);
    await world.settle();
    await world.pass(60 * minute);

    expect(ntfy.published(topic)[0]?.title).toContain('late by');
    expect(rung()).toBe(1);
    expect((await alerts(world))[0]).toMatchObject({ breached: true });
  });

  it('sums up what was found hours after its time instead of ringing for each', async () => {
    const { world, ntfy } = await openTeam();
    const yesterday = new Date(world.now().getTime() - 20 * 60 * minute);

    await world.hear(
      [1, 2, 3].map((n) => ({ text: `[3 negative] acme is late ${n}`, author: { id: `u${n}` }, createdAt: yesterday })),
    );
    await world.settle();
    await world.audit();
    await world.settle();

    expect(await alerts(world)).toEqual([]);
    expect(ntfy.published(topic).map(({ title }) => title)).toEqual(['3 mentions were found too late']);
  });

  it('treats the first look at a source as history, except what can still be answered', async () => {
    const { world, rung } = await openTeam();
    const ago = (minutes: number) => new Date(world.now().getTime() - minutes * minute);

    await world.hear(
      [
        { text: '[3 negative] acme is late', createdAt: ago(90), author: { id: 'old' } },
        { text: '[3 negative] acme lost my parcel', createdAt: ago(5), author: { id: 'new' } },
      ],
      { first: true },
    );
    await world.settle();

    expect(rung()).toBe(1);
    expect((await alerts(world)).map(({ mentions }) => mentions[0]?.author)).toEqual(['twitter:new']);
  });

  it('rings at once through the next step when a channel cannot be used, and says so elsewhere', async () => {
    const { world, ntfy, second } = await openTeam();
    ntfy.always({ type: 'answer', status: 401, body: { code: 40101, http: 401, error: 'unauthorized' } });

    await world.hear([{ text: '[1 negative] acme is down' }]);
    await world.settle();
    await world.pass(2000);

    const titles = second.published(backup).map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining([expect.stringContaining('Acme'), 'Earshot cannot ring phone']));
    expect(titles).toHaveLength(2);
  });

  it('repeats a ring that found the server busy, and counts it once', async () => {
    const { world, ntfy, rung } = await openTeam();
    ntfy.next({ type: 'answer', status: 503, body: '' });

    await world.hear([{ text: '[2 negative] acme charged me twice' }]);
    await world.settle();
    const atOnce = rung();
    await world.pass(20_000);

    expect([atOnce, rung()]).toEqual([0, 1]);
    const [alert] = await alerts(world);
    const [send] = await loadSends(world.app.redis, world.app.keys, alert?.id ?? '');
    expect(send?.send).toMatchObject({ state: 'accepted', attempts: 2 });
  });
});

describe('quiet hours', () => {
  const quiet = `, time_zone: Europe/Madrid, quiet_hours: '12:30-15:00'`;

  it('hold a ring until they end', async () => {
    const { world, rung } = await openTeam('', quiet);

    await world.hear([{ text: '[3 negative] acme is late' }]);
    await world.settle();
    const inQuiet = rung();
    await world.pass(61 * minute);
    await world.pass(61 * minute);

    expect(inQuiet).toBe(0);
    expect(rung()).toBe(1);
  });

  it('never hold level 1', async () => {
    const { world, rung } = await openTeam('', quiet);

    await world.hear([{ text: '[1 negative] acme is down' }]);
    await world.settle();

    expect(rung()).toBe(1);
  });
});

describe('what a person does', () => {
  const open = async () => {
    const team = await openTeam();
    await team.world.hear([{ text: '[3 negative] acme is late' }]);
    await team.world.settle();
    const [alert] = await alerts(team.world);
    return { ...team, id: alert?.id ?? '' };
  };

  it('a second acknowledgement changes nothing and is answered kindly', async () => {
    const { world, id } = await open();
    const token = createToken(world.app.secret, id, new Date(world.now().getTime() + 60 * minute));

    const first = await press(world.app, { token }, 'ana');
    const second = await press(world.app, { token }, 'ben');

    expect(first).toMatchObject({ changed: true, accepted: true });
    expect(second).toMatchObject({ changed: false, accepted: true, text: 'Nothing to do: ana is already on it.' });
  });

  it('is reminded before the deadline, and everybody five minutes before it', async () => {
    const { world, id, rung, spare } = await open();
    await change(world.app, id, { type: 'acknowledge', by: 'ana', at: world.now() });
    await world.settle();
    const timeline = [];

    for (const minutes of [44, 2, 8, 2]) {
      await world.pass(minutes * minute);
      timeline.push([rung(), spare()]);
    }

    // The first message, its edit; then the reminder; then everybody.
    expect(timeline).toEqual([
      [2, 0],
      [3, 0],
      [3, 0],
      [4, 1],
    ]);
  });

  it('snoozes until a quarter of an hour has passed, and then hears the step that fits', async () => {
    const { world, id, rung } = await open();
    const [alert] = await alerts(world);

    await change(world.app, id, {
      type: 'snooze',
      by: 'ana',
      until: snoozeUntil(alert as never, world.now()),
      at: world.now(),
    });
    await world.settle();
    const snoozed = rung();
    await world.pass(14 * minute);
    const still = rung();
    await world.pass(2 * minute);

    expect(still).toBe(snoozed);
    expect((await alerts(world))[0]?.state).toBe('open');
    expect(rung()).toBeGreaterThan(still);
  });

  it('resolves, and the history tells who did what', async () => {
    const { world, id } = await open();

    await change(world.app, id, { type: 'resolve', by: 'ana', resolution: 'no_answer_needed', at: world.now() });

    const history = await loadHistory(world.app.redis, world.app.keys, id);
    expect(history.at(-1)).toMatchObject({ what: 'resolved', by: 'ana', note: 'no answer needed' });
  });

  it('acknowledging while a ring is on its way: what arrives after it says who has it', async () => {
    const { world, ntfy, id } = await open();
    await world.pass(15 * minute - 1000);
    const before = ntfy.published(topic).length;
    const { getJson } = world.app.http;
    world.app.http = {
      ...world.app.http,
      getJson: async (url, schema, request) => {
        const answer = await getJson(url, schema, request);
        await change(world.app, id, { type: 'acknowledge', by: 'ana', at: world.now() });
        return answer;
      },
    };

    await world.pass(30_000);

    const after = ntfy.published(topic).slice(before);
    expect(after.at(-1)?.message).toContain('ana is on it');
  });
});

describe('half a character', () => {
  it('in an id, a handle or a thread costs nobody their alert', async () => {
    const { world, rung } = await openTeam();

    await world.hear([
      {
        text: '[3 negative] acme is late',
        externalId: 'a\ud83d',
        author: { handle: '\udc00b' },
        conversation: 'c\ud83d',
      },
      { text: '[3 negative] acme lost my parcel', author: { handle: 'whole' } },
    ]);
    await world.settle();

    expect((await alerts(world)).length).toBe(2);
    expect(rung()).toBe(2);
  });
});

describe('grouping', () => {
  it('makes one alert of a storm, counts it, and rings anew at the tenth', async () => {
    const { world, rung } = await openTeam();
    for (let n = 0; n < 12; n += 1) {
      await world.hear([
        { text: '[3 negative] acme checkout fails with an error for everybody', author: { id: `u${n}` } },
      ]);
      await world.settle();
    }

    const all = await alerts(world);
    expect(all.map(({ count }) => count)).toEqual([12]);
    expect(rung()).toBe(2);
  });

  it('never hides level 1 in something less urgent', async () => {
    const { world } = await openTeam();

    await world.hear([{ text: '[3 negative] acme is slow today for me', author: { id: 'u1' } }]);
    await world.hear([{ text: '[1 negative] acme does not work at all', author: { id: 'u1' } }]);
    await world.settle();

    expect((await alerts(world)).map(({ urgency }) => urgency).sort()).toEqual([1, 3]);
  });
});

describe('reviews', () => {
  const review = (fields: object) => ({
    source: 'trustpilot',
    family: 'review' as const,
    externalId: 'r1',
    author: { name: 'Marta' },
    ...fields,
  });

  it('ring when five stars become one, and not when one becomes five', async () => {
    const { world, rung } = await openTeam();
    await world.hear([review({ rating: 5, text: '[5 positive] acme is lovely' })]);
    await world.settle();
    const before = rung();
    await world.pass(1000);

    await world.hear([review({ rating: 1, text: '[3 negative] acme: changed my mind', updatedAt: world.now() })]);
    await world.settle();
    const fallen = rung();
    await world.pass(1000);
    await world.hear([review({ rating: 5, text: '[3 negative] acme made it good', updatedAt: world.now() })]);
    await world.settle();

    expect([before, fallen, rung()]).toEqual([0, 1, 1]);
    const [stored] = await loadMentions(world.app.redis, world.app.keys, ['trustpilot:r1']);
    expect(stored?.judgement?.why).toBe('edited upward, was 1 star');
  });

  it("close by the business's own reply, and reopen once when it is taken away", async () => {
    const { world } = await openTeam();
    await world.hear([review({ rating: 1, text: '[3 negative] acme sent it broken' })]);
    await world.settle();
    await world.pass(1000);

    await world.hear([
      review({ rating: 1, text: '[3 negative] acme sent it broken', ownerReply: { text: 'Sorry!', at: world.now() } }),
    ]);
    await world.settle();
    const answered = (await alerts(world))[0]?.state;
    await world.hear([review({ rating: 1, text: '[3 negative] acme sent it broken', ownerReply: null })]);
    await world.settle();

    expect([answered, (await alerts(world))[0]?.state]).toEqual(['answered', 'open']);
  });

  it('do not ring when they were answered before they were heard', async () => {
    const { world, rung } = await openTeam();

    await world.hear([
      review({ rating: 1, text: '[3 negative] acme sent it broken', ownerReply: { text: 'Sorry!', at: world.now() } }),
    ]);
    await world.settle();

    expect(rung()).toBe(0);
  });
});
