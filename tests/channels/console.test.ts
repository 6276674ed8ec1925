import { expect, test } from 'vitest';
import { openChannel } from '../../src/channels/index.ts';
import { alertMessage } from '../support/alerts.ts';
import { testContext } from '../support/context.ts';

const channel = openChannel({ id: 'here', kind: 'console' });

test('an alert is one readable block', async () => {
  const printed: string[] = [];

  await channel.send(alertMessage(), testContext({ print: (text) => void printed.push(text) }));

  expect(printed).toEqual([expect.stringMatching(/^53 min left · DOWN · Acme Coffee\nposted 13:53(.|\n)*\n$/)]);
});

test('where nobody watches a terminal it goes to the log', async () => {
  const context = testContext();

  await channel.send(alertMessage(), context);

  expect(context.logged.join()).toContain('53 min left · DOWN · Acme Coffee');
});

test('nobody is woken by it', () => {
  expect(channel.wakes).toBe(false);
});
