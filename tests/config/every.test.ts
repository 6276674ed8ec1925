import { validate } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { objectionToEvery } from '../../src/config/every.ts';

describe('a polling interval', () => {
  it.each(['30s', '2m', '1h30m', '*/2 * * * *', '0 9-17 * * mon-fri', '*/15 * * * * *', '5,35 0 1 jan,JUL 0', ' 10m '])(
    '%s is good',
    (every) => {
      expect(objectionToEvery(every)).toBeUndefined();
    },
  );

  it.each([
    ['often', /neither a duration/],
    ['0m', /never pause/],
    ['* * * *', /has 4 fields/],
    ['* * * * * * *', /has 7 fields/],
    ['60 * * * *', /"60" is no minute/],
    ['* 24 * * *', /"24" is no hour/],
    ['* * 0 * *', /"0" is no day of the month/],
    ['* * * 13 *', /"13" is no month/],
    ['* * * * 8', /"8" is no day of the week/],
    ['61 * * * * *', /"61" is no second/],
    ['9-5 * * * *', /"9-5" is no minute/],
    ['*/0 * * * *', /"\*\/0" is no minute/],
    ['1,,2 * * * *', /"" is no minute/],
    ['* * * * mondey', /"mondey" is no day of the week/],
  ])('%s is refused with the part that is wrong', (every, sentence) => {
    expect(objectionToEvery(every)).toMatch(sentence);
  });

  it.each([
    '*/2 * * * *',
    '0 9-17 * * mon-fri',
    '*/15 * * * * *',
    '0 0 1 january *',
    '60 * * * *',
    '* 24 * * *',
    '* * * 13 *',
  ])('%s is judged as the scheduler judges it', (every) => {
    expect(objectionToEvery(every) === undefined).toBe(validate(every));
  });
});
