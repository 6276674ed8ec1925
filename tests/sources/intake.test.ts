import { expect, test } from 'vitest';
import { intake } from '../../src/sources/intake.ts';
import { describeSourceContract } from '../contracts/source.ts';

describeSourceContract({
  transport: 'pushed',
  definition: intake,
  settings: () => ({ family: 'review', secret: 'ZWFyc2hvdC1leGFtcGxlLXNlY3JldC0zMi1ieXRlcyE=' }),
});

test('a sender names its family and may name its brand and its source', () => {
  const source = intake.open({ id: 'helpdesk', kind: 'intake', family: 'review', brand: 'Acme Coffee', source: 'zen' });

  expect(source).toMatchObject({ family: 'review', brand: 'Acme Coffee', settings: { source: 'zen' } });
});

test('its secret never shows', () => {
  const source = intake.open({ id: 'helpdesk', kind: 'intake', family: 'review', secret: 'deep', token: 'deeper' });

  expect(JSON.stringify(source)).not.toContain('deep');
});
