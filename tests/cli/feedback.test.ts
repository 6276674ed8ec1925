import { describe, expect, it } from 'vitest';
import { explain } from '../../src/cli/explain.ts';
import { giveFeedback, undoFeedback } from '../../src/cli/feedback.ts';
import { listFeedback } from '../../src/cli/feedback-list.ts';
import { act } from '../../src/server/actions.ts';
import { loadHistory } from '../../src/store/alerts.ts';
import { misreader } from '../learn/arrange.ts';
import { openAcme } from './acme.ts';
import { printer } from './arrange.ts';

/** One alert about coffee in slang, and somebody who says what it should have been. */
const openVerdict = async (fields: Record<string, string> = { verdict: 'wrong_sentiment', sentiment: 'positive' }) => {
  const acme = await openAcme();
  acme.app.setup = { ...acme.app.setup, classifier: misreader };
  await acme.hear([{ text: '@acme that Latte was filthy https://t.example/1', externalId: '77' }]);
  await acme.settle();
  const alertId = (await acme.alerts())[0]?.id ?? '';
  await act(acme.app, alertId, 'feedback', fields, 'ana');
  return { ...acme, alertId };
};

const idIn = (text: string): string => /fb_\w+/.exec(text)?.[0] ?? '';

describe('earshot feedback list', () => {
  it('tells who said what of which text, and which words it teaches', async () => {
    const { app } = await openVerdict();
    const { print, lines } = printer();

    const code = await listFeedback(app, { format: 'table', print });

    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^fb_\w+ {2}2026-11-20 13:00:00 {2}ana {2}Acme: wrong sentiment, should be positive$/);
    expect(lines[1]).toBe('  “@acme that Latte was filthy https://t.example/1”');
    expect(lines.slice(2).join('\n')).toMatch(/teaches positive: “(filthy|latte)” \+0\.\d\d, /);
    expect(lines.slice(2).join('\n')).toMatch(/teaches level 5: /);
  });

  it('names one brand when asked, and says so when nobody said anything', async () => {
    const { app } = await openVerdict();
    const { print, lines } = printer();

    await listFeedback(app, { brand: 'Other', format: 'table', print });

    expect(lines).toEqual(['Nobody said anything yet. The inbox asks below each alert; feedback give works here.']);
  });

  it('writes the same as JSON', async () => {
    const { app, alertId } = await openVerdict({ verdict: 'not_us' });
    const { print, text } = printer();

    await listFeedback(app, { format: 'json', print });

    expect(JSON.parse(text())).toEqual([
      {
        id: expect.stringMatching(/^fb_/),
        at: '2026-11-20T12:00:00.000Z',
        by: 'ana',
        brand: 'Acme',
        verdict: 'not us',
        alertId,
        mentionIds: ['twitter:77'],
        text: '@acme that Latte was filthy https://t.example/1',
        teaches: expect.arrayContaining([{ word: 'filthy', towards: 'not us', weight: expect.any(Number) }]),
      },
    ]);
  });
});

describe('earshot feedback undo', () => {
  it('forgets a verdict and notes it with the alert', async () => {
    const { app, alertId } = await openVerdict();
    const listed = printer();
    await listFeedback(app, { format: 'table', print: listed.print });
    const { print, text } = printer();

    const code = await undoFeedback(app, { id: idIn(listed.text()), print });

    expect(code).toBe(0);
    expect(text()).toBe('Forgotten: wrong sentiment, should be positive, said by ana of Acme.');
    expect((await loadHistory(app.redis, app.keys, alertId)).at(-1)).toMatchObject({
      what: 'feedback',
      note: 'taken back: wrong sentiment, should be positive',
    });
    const after = printer();
    await listFeedback(app, { format: 'json', print: after.print });
    expect(after.text()).toBe('[]');
  });

  it('knows no verdict of that name', async () => {
    const { app } = await openVerdict();

    const undoing = undoFeedback(app, { id: 'fb_none', print: () => undefined });

    await expect(undoing).rejects.toThrow(
      'there is no verdict fb_none; npx earshot feedback list shows those there are',
    );
  });
});

describe('earshot feedback give', () => {
  it('teaches by a mention that raised no alert, and explain shows what was learnt', async () => {
    const { app, hear, settle } = await openVerdict();
    const { print, text } = printer();
    await hear([{ text: 'acme hopper is grey', externalId: '78', author: { handle: 'bo' } }]);
    await settle();

    const code = await giveFeedback(app, { subject: '78', given: { level: '1' }, print });

    expect(code).toBe(0);
    expect(text()).toMatch(/^fb_\w+: noted for Acme: wrong level, should be 1\.$/);
    await hear([{ text: 'acme hopper is grey again', externalId: '79', author: { handle: 'cy' } }]);
    await settle();
    const told = printer();
    await explain(app, { subject: '79', print: told.print });
    expect(told.text()).toMatch(/learnt from verdicts: “(hopper|grey)”/);
  });

  it.each([
    [{}, 'say what it should have been'],
    [{ level: '7' }, 'a level is a number from 1 to 5'],
  ])('refuses %j', async (given, problem) => {
    const { app } = await openVerdict();

    const giving = giveFeedback(app, { subject: '77', given, print: () => undefined });

    await expect(giving).rejects.toThrow(problem);
  });

  it('knows no such mention', async () => {
    const { app } = await openVerdict();

    const giving = giveFeedback(app, { subject: '404', given: { right: true }, print: () => undefined });

    await expect(giving).rejects.toThrow('404 is not known, or not judged yet');
  });
});
