import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/lib/schema.ts';
import { createToken, readToken } from '../../src/lib/token.ts';

const secret = new Secret('a-secret-of-this-test');
const now = new Date('2026-11-20T12:00:00Z');
const later = new Date('2026-11-21T12:00:00Z');

describe('a token', () => {
  it('names its alert until it expires', () => {
    const token = createToken(secret, 'al_01', later);

    expect(readToken(secret, token, now)).toEqual({ alertId: 'al_01' });
    expect(readToken(secret, token, new Date(later.getTime() + 1000))).toBeNull();
  });

  it.each([
    ['another alert', (token: string) => token.replace('al_01', 'al_02')],
    ['a later end', (token: string) => token.replace(/\.[^.]+\./, '.zzzzzz.')],
    ['another signature', (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    ['a part too many', (token: string) => `${token}.x`],
    ['nothing', () => ''],
  ])('that was altered to %s is worth nothing', (_, alter) => {
    expect(readToken(secret, alter(createToken(secret, 'al_01', later)), now)).toBeNull();
  });

  it('of another installation is worth nothing', () => {
    expect(readToken(new Secret('another-secret-entirely'), createToken(secret, 'al_01', later), now)).toBeNull();
  });

  it('fits the 64 bytes that the tightest channel leaves', () => {
    expect(createToken(secret, 'al_mi9x2k3f0abcd', later).length).toBeLessThanOrEqual(60);
  });
});
