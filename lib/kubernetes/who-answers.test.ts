import { describe, expect, it, test } from 'vitest';
import { brokenConnection, foreignAnswer, type HttpAnswer, notReadyAnswer } from './who-answers.ts';

const answer = (code: number, given: Partial<HttpAnswer> = {}): HttpAnswer => ({
  code,
  contentType: 'text/plain',
  location: '',
  retryAfter: '',
  text: '',
  ...given,
});
const html = (title: string) => ({
  contentType: 'text/html; charset=utf-8',
  text: `<html><head>\n<title>${title}</title>`,
});

describe('a response from something other than the API server', () => {
  it.each<[string, HttpAnswer, string]>([
    [
      'a sign-in page',
      answer(200, html('Sign in\n to Corp')),
      'did not answer: there is a web page, “Sign in to Corp” (200)',
    ],
    [
      'a page recognized by its text alone',
      answer(403, { text: ' <!DOCTYPE html><p>' }),
      'did not answer: there is a web page (403)',
    ],
    [
      'a gateway whose upstream is down',
      answer(502, html('502 Bad Gateway')),
      'is behind a proxy that cannot reach it and answers 502 with a web page, “502 Bad Gateway”',
    ],
    [
      'a redirect, without what is secret in it',
      answer(302, { location: 'https://jane:pw@sso.example.com/login?token=abc#x' }),
      'did not answer: something redirects (302) to https://sso.example.com/login',
    ],
    [
      'a redirect to a path',
      answer(307, { location: '/login?next=1' }),
      'did not answer: something redirects (307) to /login',
    ],
    ['a redirect to nowhere', answer(301), 'did not answer: something redirects (301) without a target'],
    [
      'a proxy that asks for authentication',
      answer(407),
      'is behind a proxy that requires authentication (407)',
    ],
  ])('%s', (_name, given, words) => {
    expect(foreignAnswer(given)?.words).toBe(words);
    expect(foreignAnswer(given)?.advice).toMatch(/[.?]$/);
  });

  it.each([
    answer(200, { text: 'ok' }),
    answer(403, { contentType: 'application/json', text: '{"kind":"Status"}' }),
    answer(404, { text: '404 page not found' }),
    answer(500, { text: '[-]etcd failed' }),
    answer(429),
  ])('a response that may be the API server’s own: %o', (given) => {
    expect(foreignAnswer(given)).toBeNull();
  });
});

test.each([
  [answer(429, { retryAfter: '7' }), 'is throttling requests (429), for 7 s'],
  [answer(429, { retryAfter: 'Wed, 21 Oct' }), 'is throttling requests (429)'],
  [answer(500, { text: '[-]etcd failed\n' }), 'reports that it is not ready (500): [-]etcd failed'],
  [answer(503), 'reports that it is not ready (503)'],
])('a request to retry later: %o', (given, words) => {
  expect(notReadyAnswer(given)?.words).toBe(words);
});

test.each([200, 302, 401, 403, 404])('%i is not a request to retry later', (code) => {
  expect(notReadyAnswer(answer(code))).toBeNull();
});

test.each([
  ['ECONNREFUSED', 'cannot be reached: connection refused'],
  ['ENOTFOUND', 'has a host name that does not resolve'],
  ['ETIMEDOUT', 'is at an address that this machine cannot reach'],
  ['UND_ERR_SOCKET', 'or something in front of it closes the connection before answering'],
  ['CERT_HAS_EXPIRED', 'has a certificate that has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'has a certificate for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'has a certificate that no trusted authority signed'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'and Sluice cannot agree on TLS'],
  ['EPROTO', 'and Sluice cannot agree on TLS'],
  ['', 'cannot be reached'],
])('a connection that fails by %s', (code, words) => {
  expect(brokenConnection(code).words).toBe(words);
});
