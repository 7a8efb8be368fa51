import { describe, expect, it } from 'vitest';
import { Access } from '#server/access/access.ts';
import { newSecret } from '#server/access/secrets.ts';
import { judgePage, type PageVerdict, securityHeaders } from '#server/http/page-gate.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const OWN = 'sluice-abcdefghij234567abcd.localhost';
const access = new Access({
  clock: new FakeClock(),
  newSecret,
  scriptToken: newSecret(),
  ownHost: OWN,
  port: 3000,
  saved: [],
  save: () => undefined,
  onWrongCodes: () => undefined,
  onSession: () => undefined,
});
const { id } = access.sessions.start('own');
const cookie = `${access.cookieName}=${id}`;
const host = `${OWN}:3000`;
const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };

describe('judgePage', () => {
  it.each<[string, string, Record<string, string>, PageVerdict['type'] | 'noSession' | 'wrongHost']>([
    ['a browser with a session', '/', { cookie }, 'show'],
    ['a link from elsewhere that brings the cookie', '/', { cookie, ...link }, 'show'],
    ['a link from elsewhere without the strict cookie', '/c/prod', link, 'reload'],
    [
      'the second load of that link, still without the cookie',
      '/c/prod',
      { ...link, 'sec-fetch-site': 'same-origin' },
      'noSession',
    ],
    ['a browser without a session', '/c/prod', {}, 'noSession'],
    ['the address of earlier versions', `/?token=${id}`, {}, 'noSession'],
    ['a session of the other kind of address', '/', { cookie, host: '127.0.0.1:3000' }, 'noSession'],
    [
      'a bad cookie of a longer path before the right one',
      '/c/prod',
      { cookie: `${access.cookieName}=bad; ${cookie}` },
      'show',
    ],
    ['the page that exchanges a code', '/enter', {}, 'enter'],
    ['that page with a session', '/enter', { cookie }, 'enter'],
    ['what is left after signing out', '/signed-out', {}, 'signedOut'],
    ['another host', '/', { cookie, host: 'evil.example' }, 'wrongHost'],
    ['another host at the page that exchanges a code', '/enter', { host: 'evil.example' }, 'wrongHost'],
  ])('judges %s', (_name, path, headers, expected) => {
    const url = new URL(path, 'http://localhost:3000');
    const verdict = judgePage({ url, headers: new Headers({ host, ...headers }) }, access);
    expect(verdict.type === 'refuse' ? verdict.reason : verdict.type).toBe(expected);
  });
});

describe('securityHeaders', () => {
  it('allows scripts only by nonce', () => {
    const policy = securityHeaders('abc', false)['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).not.toMatch(/style-src '[^;]*unsafe-inline/);
  });
});
