import { expect, it } from 'vitest';
import { PAGE_PROOF_HEADER } from '#lib/access/page-access.ts';
import { readinessAnswer } from '#lib/api/health.ts';
import * as z from '#lib/api/zod.ts';
import { Access } from '#server/access/access.ts';
import { newSecret, proofOf } from '#server/access/secrets.ts';
import { readiness } from '#server/http/readiness.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const TOKEN = newSecret();
const access = new Access({
  clock: new FakeClock(),
  newSecret,
  scriptToken: TOKEN,
  ownHost: 'sluice-abcdefghij234567abcd.localhost',
  port: 3000,
  saved: [],
  save: () => undefined,
  onWrongCodes: () => undefined,
  onSession: () => undefined,
});
const { id, key } = access.sessions.start('shared');
const call = { method: 'GET', url: 'http://127.0.0.1:3000/readyz' };
const cookie = `${access.cookieName}=${id}`;
const UNLISTED = ['serving.knative.dev/v1/services@payroll', 'v1/pods@payroll'];

async function ask(headers: Record<string, string>, unlisted = UNLISTED) {
  const request = { ...call, headers: new Headers({ host: '127.0.0.1:3000', ...headers }) };
  const response = readiness(request, access, unlisted);
  const body: unknown = await response.json();
  expect(z.parse(readinessAnswer, body)).toEqual(body);
  return { status: response.status, body: body as Record<string, unknown> };
}

it.each<[string, Record<string, string>]>([
  ['nobody', {}],
  ['a wrong token', { authorization: `Bearer ${newSecret()}` }],
  ['a cookie alone, which other ports of the machine receive', { cookie }],
  ['another host', { host: 'evil.example', authorization: `Bearer ${TOKEN}` }],
])('shows %s how many kinds are not listed, without names', async (_who, headers) => {
  expect(await ask(headers)).toEqual({ status: 503, body: { ready: false, notListed: 2 } });
  expect(await ask(headers, [])).toEqual({ status: 200, body: { ready: true, notListed: 0 } });
});

it.each<[string, Record<string, string>]>([
  ['the script token', { authorization: `Bearer ${TOKEN}` }],
  ['a page', { cookie, [PAGE_PROOF_HEADER]: proofOf(key, access.challenge, call) }],
])('shows %s which kinds are not listed', async (_who, headers) => {
  expect(await ask(headers)).toEqual({
    status: 503,
    body: { ready: false, notListed: 2, sources: UNLISTED },
  });
});
