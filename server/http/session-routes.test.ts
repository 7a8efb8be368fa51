import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PAGE_PROOF_HEADER, SCRIPT_PROOF_HEADER } from '#lib/access/page-access.ts';
import * as contract from '#lib/api/contract.ts';
import { errorBody } from '#lib/api/error-body.ts';
import * as z from '#lib/api/zod.ts';
import { Access } from '#server/access/access.ts';
import { CODE_LIFE_MS } from '#server/access/launch-codes.ts';
import {
  answerProofOf,
  type CodeRequest,
  newSecret,
  proofOf,
  scriptProofOf,
} from '#server/access/secrets.ts';
import { MAX_UNKNOWN_CODES } from '#server/access/wrong-codes.ts';
import {
  answerSession,
  exchangeCode,
  issueCode,
  signOut,
  tellChallenge,
} from '#server/http/session-routes.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const OWN = 'sluice-abcdefghij234567abcd.localhost';
const SCRIPT_TOKEN = newSecret();
const ADDRESS = 'http://localhost:3000/api/session';

/** The contract's schema for each response. */
const ANSWERS = new Map<unknown, z.ZodMiniType>([
  [tellChallenge, contract.readChallenge.answer],
  [exchangeCode, contract.exchangeCode.answer],
  [signOut, contract.signOut.answer],
  [issueCode, contract.issueCode.answer],
]);

function make() {
  const clock = new FakeClock();
  const events: unknown[] = [];
  const access = new Access({
    clock,
    newSecret,
    scriptToken: SCRIPT_TOKEN,
    ownHost: OWN,
    port: 3000,
    saved: [],
    save: () => undefined,
    onWrongCodes: () => undefined,
    onSession: (event, { host, mark }, sessions) => events.push([event, host, mark, sessions]),
  });
  const call = async (
    route: (request: Request, access: Access) => Response | Promise<Response>,
    method: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ) => {
    const request = new Request(ADDRESS, {
      method,
      headers: {
        host: `${OWN}:3000`,
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await answerSession(request, route, access);
    const answered: unknown = await response.json();
    expect(z.parse(response.ok ? (ANSWERS.get(route) ?? z.never()) : errorBody, answered)).toEqual(answered);
    return {
      response,
      body: answered as Record<string, string> & { error?: { code: string; reason?: string } },
    };
  };
  const enter = async (headers: Record<string, string> = {}) => {
    const { response, body } = await call(exchangeCode, 'POST', headers, { code: access.codes.issue().code });
    const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
    return {
      response,
      cookie: pair,
      /** What a page sends with a call of this method. */
      page: (method: string) => ({
        cookie: pair,
        [PAGE_PROOF_HEADER]: proofOf(body.key ?? '', access.challenge, { method, url: ADDRESS }),
      }),
    };
  };
  return { clock, access, call, enter, events };
}

describe('exchangeCode', () => {
  it('responds with a cookie that scripts cannot read and a key that is not in it', async () => {
    const { enter, access } = make();
    const { response } = await enter();
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(cookie).toMatch(
      /^sluice-3000-[A-Za-z0-9]{8}=[\w-]{32}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect(access.sessions.size).toBe(1);
  });

  it.each<[string, (code: string, clock: FakeClock) => string, string]>([
    ['a code of another Sluice', () => newSecret(), 'unknown'],
    ['a code that is too old', (code, clock) => (clock.advance(CODE_LIFE_MS), code), 'expired'],
  ])('refuses %s', async (_what, change, reason) => {
    const { access, call, clock } = make();
    const code = change(access.codes.issue().code, clock);
    const { response, body } = await call(exchangeCode, 'POST', {}, { code });
    expect(response.status).toBe(401);
    expect(body.error).toMatchObject({ code: 'unauthorized', reason });
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('refuses a second use', async () => {
    const { access, call } = make();
    const { code } = access.codes.issue();
    expect((await call(exchangeCode, 'POST', {}, { code })).response.status).toBe(200);
    expect((await call(exchangeCode, 'POST', {}, { code })).body.error).toMatchObject({ reason: 'used' });
    expect(access.sessions.size).toBe(1);
  });

  it('makes a client that guesses wait, and never delays a valid code', async () => {
    const { call, enter } = make();
    for (let count = 0; count < MAX_UNKNOWN_CODES; count += 1)
      await call(exchangeCode, 'POST', {}, { code: newSecret() });
    const { response, body } = await call(exchangeCode, 'POST', {}, { code: newSecret() });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(body.error).toMatchObject({ code: 'tooMany' });
    expect((await enter()).response.status).toBe(200);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 400],
    ['another host', { host: 'evil.example' }, 421],
  ])('rejects a code from %s, and does not consume it', async (_what, headers, status) => {
    const { access, call } = make();
    const { code } = access.codes.issue();
    expect((await call(exchangeCode, 'POST', headers, { code })).response.status).toBe(status);
    expect(access.codes.redeem(code)).toBe('ok');
  });

  it('ends the browser’s previous session', async () => {
    const { access, enter } = make();
    const first = await enter();
    await enter({ cookie: first.cookie });
    expect(access.sessions.size).toBe(1);
    expect(access.sessions.find(first.cookie.split('=')[1] ?? '', 'own')).toBeUndefined();
  });
});

describe('signOut', () => {
  it('ends the session of the requesting page, and clears the cookie', async () => {
    const { access, call, enter, events } = make();
    const { page, cookie } = await enter();
    const mark = createHash('sha256')
      .update(cookie.split('=')[1] ?? '')
      .digest('hex')
      .slice(0, 8);
    const { response } = await call(signOut, 'DELETE', page('DELETE'));
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/=; Path=\/; Max-Age=0; /);
    expect(access.sessions.size).toBe(0);
    expect((await call(signOut, 'DELETE', page('DELETE'))).response.status).toBe(401);
    expect(events).toEqual([
      ['signedIn', 'own', mark, 1],
      ['signedOut', 'own', mark, 0],
    ]);
  });

  it('ends nothing for the cookie alone or for another site', async () => {
    const { access, call, enter } = make();
    const { page, cookie } = await enter();
    expect((await call(signOut, 'DELETE', { cookie })).response.status).toBe(401);
    expect(
      (await call(signOut, 'DELETE', { ...page('DELETE'), 'sec-fetch-site': 'cross-site' })).response.status,
    ).toBe(403);
    expect(access.sessions.size).toBe(1);
  });
});

describe('issueCode', () => {
  it('issues a code and both addresses for the script token', async () => {
    const { access, call } = make();
    const { body } = await call(issueCode, 'POST', { authorization: `Bearer ${SCRIPT_TOKEN}` });
    expect(body.address).toBe(`http://${OWN}:3000/enter#code=${body.code}`);
    expect(body.fallbackAddress).toBe(`http://127.0.0.1:3000/enter#code=${body.code}`);
    expect(access.codes.redeem(body.code ?? '')).toBe('ok');
  });

  it('issues none to a page, which could extend its session forever', async () => {
    const { call, enter } = make();
    const { page } = await enter();
    expect((await call(issueCode, 'POST', page('POST'))).response.status).toBe(401);
    expect((await call(issueCode, 'POST')).response.status).toBe(401);
  });
});

describe('issueCode for a proof of the script token', () => {
  const nonce = newSecret();
  const ask = async (
    { access, call }: ReturnType<typeof make>,
    change: Partial<CodeRequest> = {},
    token = SCRIPT_TOKEN,
    more: Record<string, string> = {},
  ) => {
    const asked = { port: 3000, challenge: access.challenge, nonce };
    const proof = scriptProofOf(token, { ...asked, ...change });
    const headers = { [SCRIPT_PROOF_HEADER]: `${nonce}.${proof}`, ...more };
    return { asked, ...(await call(issueCode, 'POST', headers)) };
  };

  it('issues a code, and proves that the addresses come from the token’s holder', async () => {
    const it = make();
    const { asked, body } = await ask(it);
    expect(it.access.codes.redeem(body.code ?? '')).toBe('ok');
    const addresses = [body.address ?? '', body.fallbackAddress ?? ''] as const;
    expect(body.proof).toBe(answerProofOf(SCRIPT_TOKEN, asked, addresses));
    expect(JSON.stringify(body)).not.toContain(SCRIPT_TOKEN);
  });

  it.each<[string, Partial<CodeRequest>, string, Record<string, string>, number]>([
    ['made for another port, whose Sluice may have the same token', { port: 3001 }, SCRIPT_TOKEN, {}, 401],
    ['made for an earlier server process', { challenge: newSecret() }, SCRIPT_TOKEN, {}, 401],
    ['made for another number', { nonce: newSecret() }, SCRIPT_TOKEN, {}, 401],
    ['made with another token', {}, newSecret(), {}, 401],
    ['that is malformed', {}, SCRIPT_TOKEN, { [SCRIPT_PROOF_HEADER]: SCRIPT_TOKEN }, 401],
    ['sent to another host', {}, SCRIPT_TOKEN, { host: 'evil.example' }, 421],
  ])('issues none for a proof %s', async (_what, change, token, more, status) => {
    const { response, body } = await ask(make(), change, token, more);
    expect(response.status).toBe(status);
    expect(body).not.toHaveProperty('code');
    expect(body).not.toHaveProperty('proof');
  });
});

describe('tellChallenge', () => {
  it('returns the same value for one server process, another in the next', async () => {
    const first = make();
    const tell = async (it: ReturnType<typeof make>) => (await it.call(tellChallenge, 'GET')).body.challenge;
    expect(await tell(first)).toBe(await tell(first));
    expect(await tell(make())).not.toBe(await tell(first));
  });
});
