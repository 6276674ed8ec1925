import { expect, it } from 'vitest';
import { lintHeard, remarkLine } from '../../src/cli/lint-heard.ts';
import { configOf, openWorld } from '../support/world.ts';

it('the keywords in force are tried on what was heard last, matched or not', async () => {
  const config = configOf(
    `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${TOKEN}' }
channels:
  - { id: terminal, kind: console }
`,
    {
      acme: [
        'brand: Acme',
        'keywords:',
        '  - { id: name, query: acme -anvil }',
        '  - { id: twin, query: acm* -anvil }',
        '  - { id: new, query: acmeology }',
        '',
      ].join('\n'),
    },
    { TOKEN: 'token' },
  );
  const { app, hear } = openWorld(config);
  const texts = [...Array<string>(30).fill('acme anvil'), ...Array<string>(10).fill('acme [5 neutral]')];
  await hear(texts.map((text, number) => ({ externalId: String(number), text })));

  const remarks = await lintHeard(app);

  expect(remarks.map(remarkLine)).toEqual([
    expect.stringMatching(/^Acme, name: warning: NOT anvil drops 30 of 40 matches \(75 %\): /),
    expect.stringMatching(/^Acme, twin: warning: NOT anvil drops 30 of 40 matches \(75 %\): /),
    expect.stringMatching(/^Acme, twin: warning: finds the same 10 mentions as name/),
  ]);
});
