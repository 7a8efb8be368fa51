import { describe, expect, it } from 'vitest';
import { checkApiRequest, cookieName, isLoopbackHost } from '#server/http/guard.ts';

const config = { token: 't'.repeat(32), port: 3000 };
const cookie = `other=1; ${cookieName(3000)}=${config.token}`;
const host = '127.0.0.1:3000';

function check(method: string, headers: Record<string, string>) {
  return () => checkApiRequest({ method, headers: new Headers(headers) }, config);
}

describe('isLoopbackHost', () => {
  it.each([
    ['127.0.0.1:3000', true],
    ['localhost:8080', true],
    ['[::1]:3000', true],
    ['localhost', true],
    ['evil.example:3000', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example:3000', false],
    ['0.0.0.0:3000', false],
    ['', false],
    [null, false],
  ])('judges %s as %s', (given, expected) => {
    expect(isLoopbackHost(given)).toBe(expected);
  });
});

describe('checkApiRequest', () => {
  it('refuses a request without a token', () => {
    expect(check('GET', { host })).toThrow(/launch token/);
  });

  it('refuses a wrong bearer token, even beside a right cookie', () => {
    expect(check('GET', { host, cookie, authorization: `Bearer ${'x'.repeat(32)}` })).toThrow(/launch token/);
  });

  it('refuses a cookie of another port', () => {
    expect(check('GET', { host, cookie: `${cookieName(3001)}=${config.token}` })).toThrow(/launch token/);
  });

  it('refuses another Host before it looks at the token', () => {
    expect(check('GET', { host: 'evil.example', cookie })).toThrow(/another host/);
  });

  it('lets a script write with the bearer token alone', () => {
    expect(check('PUT', { host, authorization: `Bearer ${config.token}` })()).toEqual({
      kind: 'local',
      via: 'bearer',
    });
  });

  it.each([
    ['GET', { 'sec-fetch-site': 'same-origin' }],
    ['GET', { 'sec-fetch-site': 'none' }],
    ['GET', {}],
    ['PUT', { 'sec-fetch-site': 'same-origin' }],
    ['PUT', { origin: `http://${host}` }],
  ])('lets the cookie %s with %j', (method, headers) => {
    expect(check(method, { host, cookie, ...headers })()).toEqual({ kind: 'local', via: 'cookie' });
  });

  it.each([
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', { 'sec-fetch-site': 'same-site' }],
    ['PUT', { 'sec-fetch-site': 'none' }],
    ['PUT', { 'sec-fetch-site': 'same-site' }],
    ['PUT', { 'sec-fetch-site': 'cross-site', origin: `http://${host}` }],
    ['PUT', { origin: 'http://localhost:8080' }],
    ['PUT', { origin: 'null' }],
    ['PUT', {}],
  ])('refuses the cookie %s with %j', (method, headers) => {
    expect(check(method, { host, cookie, ...headers })).toThrow(/another site/);
  });
});
