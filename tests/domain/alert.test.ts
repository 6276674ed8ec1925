import { describe, expect, it } from 'vitest';
import { type Alert, joinAlert, nextDue, openAlert, transition } from '../../src/domain/alert.ts';
import { takeDue } from '../../src/domain/plan.ts';

const minute = 60_000;
const posted = new Date('2026-11-20T12:00:00.000Z');
const at = (minutes: number): Date => new Date(posted.getTime() + minutes * minute);

const mention = (id: string, fields: Partial<Alert['mentions'][number]> = {}) => ({
  id: `twitter:${id}`,
  source: 'twitter',
  externalId: id,
  url: `https://x.com/i/web/status/${id}`,
  author: `twitter:author-of-${id}`,
  postedAt: posted,
  ...fields,
});

const opening = (fields: Partial<Alert> = {}) => ({
  id: 'al_01',
  brand: 'Acme',
  family: 'social' as const,
  urgency: 3 as const,
  soft: false,
  why: 'level 3',
  deadline: at(60),
  configHash: 'abc',
  policy: {
    id: 'default',
    steps: [
      { at: 0, notify: ['team', 'phone'] },
      { at: 0.25, notify: ['phone'] },
      { at: 0.5, notify: ['backup'] },
      { at: 0.8, notify: ['team', 'phone', 'backup'] },
    ],
  },
  mention: mention('1'),
  ...fields,
});

const never = () => null;
const planned = (alert: Alert) =>
  alert.plan.map(({ kind, dueAt, channels }) =>
    `${kind} +${(dueAt.getTime() - posted.getTime()) / minute} ${channels.join()}`.trim(),
  );

describe('opening an alert', () => {
  it('lays the steps of the policy on the clock of the customer, not on ours', () => {
    const alert = openAlert(opening(), at(2));

    expect(planned(alert)).toEqual([
      'ring +2 team,phone',
      'ring +15 phone',
      'ring +30 backup',
      'ring +48 team,phone,backup',
      'breach +60',
    ]);
  });

  it('collapses the steps whose time has passed into one ring now', () => {
    const alert = openAlert(opening(), at(35));

    expect(planned(alert)).toEqual(['ring +35 team,phone,backup', 'ring +48 team,phone,backup', 'breach +60']);
  });

  it('rings once, and late, when it was found after its deadline', () => {
    const alert = openAlert(opening(), at(130));
    const due = takeDue(alert, at(130), never);

    expect(due.rings).toEqual([{ step: 0, kind: 'ring', channels: ['team', 'phone'] }]);
    expect(due.breach).toBe(true);
    expect(nextDue(due.alert)).toBeNull();
  });
});

describe('taking what is due', () => {
  it('numbers each ring anew and leaves what is ahead', () => {
    const first = takeDue(openAlert(opening(), at(0)), at(0), never);
    const second = takeDue(first.alert, at(15), never);

    expect(first.rings).toEqual([{ step: 0, kind: 'ring', channels: ['team', 'phone'] }]);
    expect(second.rings).toEqual([{ step: 1, kind: 'ring', channels: ['phone'] }]);
    expect(nextDue(second.alert)).toEqual(at(30));
  });

  it('makes one ring of all that was missed while the machine slept', () => {
    const first = takeDue(openAlert(opening(), at(0)), at(0), never);

    const afterSleep = takeDue(first.alert, at(50), never);

    expect(afterSleep.rings).toEqual([{ step: 1, kind: 'ring', channels: ['phone', 'backup', 'team'] }]);
  });

  it('holds a channel in its quiet hours until they end, and rings the others', () => {
    const alert = openAlert(opening(), at(0));

    const due = takeDue(alert, at(0), (channel) => (channel === 'phone' ? at(40) : null));

    expect(due.rings).toEqual([{ step: 0, kind: 'ring', channels: ['team'] }]);
    expect(planned(due.alert)).toContain('held +40 phone');
  });

  it('knows no quiet hours on level 1', () => {
    const alert = openAlert(opening({ urgency: 1 }), at(0));

    const due = takeDue(alert, at(0), () => at(40));

    expect(due.rings[0]?.channels).toEqual(['team', 'phone']);
  });

  it('changes nothing when nothing is due', () => {
    const alert = takeDue(openAlert(opening(), at(0)), at(0), never).alert;

    expect(takeDue(alert, at(1), never).alert).toBe(alert);
  });
});

describe('acknowledging', () => {
  const open = takeDue(openAlert(opening(), at(0)), at(0), never).alert;

  it('stops the ringing, not the clock: a reminder, everybody, and the end stay planned', () => {
    const { alert } = transition(open, { type: 'acknowledge', by: 'ana', at: at(5) });

    expect(alert.state).toBe('acknowledged');
    expect(alert.generation).toBe(open.generation + 1);
    expect(planned(alert)).toEqual(['remind +45 team,phone', 'resume +55 team,phone,backup', 'breach +60']);
  });

  it('reminds at a quarter and a twelfth of targets shorter than an hour', () => {
    const short = openAlert(opening({ deadline: at(12) }), at(0));

    const { alert } = transition(short, { type: 'acknowledge', by: 'ana', at: at(1) });

    expect(planned(alert)).toEqual(['remind +9 team,phone', 'resume +11 team,phone,backup', 'breach +12']);
  });

  it('changes nothing the second time, whoever presses', () => {
    const first = transition(open, { type: 'acknowledge', by: 'ana', at: at(5) }).alert;

    const second = transition(first, { type: 'acknowledge', by: 'ben', at: at(6) });

    expect(second).toEqual({ alert: first, changed: false, refusal: 'ana is already on it' });
  });
});

describe('snoozing', () => {
  const open = takeDue(openAlert(opening(), at(0)), at(0), never).alert;

  it('is refused beyond the deadline', () => {
    expect(transition(open, { type: 'snooze', by: 'ana', until: at(60), at: at(5) })).toMatchObject({ changed: false });
  });

  it('wakes with the step that fits the time left', () => {
    const snoozed = transition(open, { type: 'snooze', by: 'ana', until: at(40), at: at(5) }).alert;

    const woken = transition(snoozed, { type: 'wake', at: at(40) }).alert;

    expect(planned(snoozed)).toEqual(['wake +40', 'breach +60']);
    expect(woken.state).toBe('open');
    expect(planned(woken)).toEqual(['ring +40 team,phone,backup', 'ring +48 team,phone,backup', 'breach +60']);
  });
});

describe('a public answer', () => {
  it('closes an alert of one author, whichever of the posts it answers', () => {
    const one = mention('1', { author: 'twitter:lucia' });
    const alert = joinAlert(
      openAlert(opening({ mention: one } as never), at(0)),
      {
        urgency: 3,
        soft: false,
        why: 'level 3',
        deadline: at(62),
        mention: mention('2', { author: 'twitter:lucia', postedAt: at(2) }),
      },
      at(2),
    );

    const result = transition(alert, { type: 'answer', at: at(20), mentionIds: ['twitter:1'], by: 'twitter' });

    expect(result.alert).toMatchObject({ state: 'answered', answeredAt: at(20), plan: [] });
  });

  it('leaves an alert open while another author waits', () => {
    const alert = joinAlert(
      openAlert(opening(), at(0)),
      { urgency: 3, soft: false, why: 'level 3', deadline: at(62), mention: mention('2') },
      at(2),
    );

    const result = transition(alert, { type: 'answer', at: at(20), mentionIds: ['twitter:1'], by: 'twitter' });

    expect(result.changed).toBe(true);
    expect(result.alert.state).toBe('open');
    expect(result.alert.plan).toEqual(alert.plan);
  });

  it('from before the post answers nothing', () => {
    const alert = openAlert(opening(), at(0));

    expect(transition(alert, { type: 'answer', at: at(-5), mentionIds: ['twitter:1'], by: 'twitter' }).changed).toBe(
      false,
    );
  });
});

describe('joining', () => {
  const open = takeDue(openAlert(opening(), at(0)), at(0), never).alert;
  const joining = {
    urgency: 3 as const,
    soft: false,
    why: 'level 3',
    deadline: at(65),
    mention: mention('2', { postedAt: at(5) }),
  };

  it('counts up without ringing, and never extends the deadline', () => {
    const joined = joinAlert(open, joining, at(5));

    expect(joined).toMatchObject({ count: 2, deadline: at(60), generation: open.generation, plan: open.plan });
  });

  it('rings at once for a more urgent member, also when somebody had it already', () => {
    const taken = transition(open, { type: 'acknowledge', by: 'ana', at: at(4) }).alert;

    const joined = joinAlert(taken, { ...joining, urgency: 2, deadline: at(35) }, at(5));

    expect(joined).toMatchObject({ urgency: 2, state: 'open', deadline: at(35) });
    expect(takeDue(joined, at(5), never).rings).toHaveLength(1);
  });

  it('rings anew at the tenth member', () => {
    let alert = open;
    const rings: number[] = [];
    for (let n = 2; n <= 12; n += 1) {
      const due = takeDue(joinAlert(alert, { ...joining, mention: mention(String(n)) }, at(5)), at(5), never);
      alert = due.alert;
      if (due.rings.length > 0) rings.push(n);
    }

    expect(rings).toEqual([10]);
  });

  it('moves what is planned forward when an older post joins: the earliest deadline holds', () => {
    const older = { ...joining, deadline: at(40), mention: mention('0', { postedAt: at(-20) }) };

    const joined = joinAlert(open, older, at(5));

    expect(joined).toMatchObject({ deadline: at(40), postedAt: at(-20), generation: open.generation });
    expect(planned(joined)).toEqual(['ring +-5 phone', 'ring +10 backup', 'ring +28 team,phone,backup', 'breach +40']);
    expect(takeDue(joined, at(5), never).rings).toEqual([{ step: 1, kind: 'ring', channels: ['phone'] }]);
  });

  it('moves the reminders of an acknowledged alert forward with its deadline', () => {
    const taken = transition(open, { type: 'acknowledge', by: 'ana', at: at(4) }).alert;

    const joined = joinAlert(taken, { ...joining, deadline: at(50) }, at(5));

    expect(joined.state).toBe('acknowledged');
    expect(planned(joined)).toEqual([
      'remind +37.5 team,phone',
      'resume +45.833333333333336 team,phone,backup',
      'breach +50',
    ]);
  });

  it('never wakes a snoozed alert after its deadline', () => {
    const snoozed = transition(open, { type: 'snooze', by: 'ana', until: at(45), at: at(4) }).alert;

    const joined = joinAlert(snoozed, { ...joining, deadline: at(30) }, at(5));

    expect(planned(joined)).toEqual(['wake +5', 'breach +30']);
  });

  it('belongs to nobody again when a more urgent member takes it back', () => {
    const taken = transition(open, { type: 'acknowledge', by: 'ana', at: at(4) }).alert;

    const joined = joinAlert(taken, { ...joining, urgency: 2, deadline: at(35) }, at(5));

    expect(joined).toMatchObject({ state: 'open', acknowledgedBy: null, acknowledgedAt: null });
  });

  it('does not touch a reminder on its way when somebody has it and the tenth member joins', () => {
    let alert = transition(open, { type: 'acknowledge', by: 'ana', at: at(4) }).alert;
    const generation = alert.generation;

    for (let n = 2; n <= 10; n += 1) alert = joinAlert(alert, { ...joining, mention: mention(String(n)) }, at(5));

    expect(alert).toMatchObject({ count: 10, state: 'acknowledged', generation });
  });

  it('lists at most fifty mentions and counts all', () => {
    let alert = open;
    for (let n = 2; n <= 80; n += 1) alert = joinAlert(alert, { ...joining, mention: mention(String(n)) }, at(5));

    expect(alert.count).toBe(80);
    expect(alert.mentions).toHaveLength(50);
  });
});

describe('reopening and breaching', () => {
  it('puts a resolved alert back with the step that fits now', () => {
    const resolved = transition(openAlert(opening(), at(0)), {
      type: 'resolve',
      by: 'ana',
      resolution: 'by_hand',
      at: at(3),
    }).alert;

    const { alert } = transition(resolved, { type: 'reopen', by: 'ana', at: at(20) });

    expect(alert).toMatchObject({ state: 'open', resolution: null });
    expect(planned(alert)[0]).toBe('ring +20 team,phone');
  });

  it('marks the end of the time without touching rings that are on their way', () => {
    const open = openAlert(opening(), at(0));

    const { alert } = transition(open, { type: 'breach', at: at(60) });

    expect(alert).toMatchObject({ breached: true, generation: open.generation, state: 'open' });
  });
});
