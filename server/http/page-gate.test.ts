import { describe, expect, it } from 'vitest';
import { cookieName } from '#server/http/guard.ts';
import { judgePage, securityHeaders } from '#server/http/page-gate.ts';

const config = { token: 't'.repeat(32), port: 3000 };
const host = 'localhost:3000';

function judge(path: string, headers: Record<string, string> = {}) {
  return judgePage(
    { url: new URL(path, 'http://localhost:3000'), headers: new Headers({ host, ...headers }) },
    config,
  );
}

describe('judgePage', () => {
  it('turns the token of the address into a strict cookie and takes it out of the address', () => {
    expect(judge(`/c/prod/services/shop/cart?tab=tree&token=${config.token}`)).toEqual({
      type: 'enter',
      location: '/c/prod/services/shop/cart?tab=tree',
      cookie: `sluice-3000=${config.token}; Path=/; HttpOnly; SameSite=Strict`,
    });
  });

  it('keeps a path of two slashes a path, whatever it looks like', () => {
    const url = new URL(`http://localhost:3000//other.example/?token=${config.token}`);
    expect(judgePage({ url, headers: new Headers({ host }) }, config)).toMatchObject({
      location: '//other.example/',
    });
  });

  it('shows a page to a browser that has the cookie, wherever the link was', () => {
    expect(
      judge('/', { cookie: `${cookieName(3000)}=${config.token}`, 'sec-fetch-site': 'cross-site' }),
    ).toEqual({ type: 'show' });
  });

  it('lets a link from another site load itself again, so that the strict cookie comes along', () => {
    expect(judge('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toEqual({
      type: 'reload',
    });
  });

  it('refuses the second load without a cookie instead of loading for ever', () => {
    expect(judge('/', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' })).toMatchObject({
      reason: 'noToken',
    });
  });

  it('refuses a wrong token and a wrong host', () => {
    expect(judge('/?token=wrong')).toMatchObject({ status: 401, reason: 'wrongToken' });
    expect(judge(`/?token=${config.token}`, { host: 'evil.example' })).toMatchObject({
      status: 421,
      reason: 'wrongHost',
    });
  });
});

describe('securityHeaders', () => {
  it('admits scripts by nonce only', () => {
    const policy = securityHeaders('abc', false)['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).not.toMatch(/style-src '[^;]*unsafe-inline/);
  });
});
