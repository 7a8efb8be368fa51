import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_PROOF_HEADER } from '#lib/access/page-access.ts';
import { Access } from '#server/access/access.ts';
import { newSecret, proofOf } from '#server/access/secrets.ts';
import { type GuardRefusal, judgeRequest } from '#server/http/guard.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const OWN = 'sluice-abcdefghij234567abcd.localhost';
const SCRIPT_TOKEN = newSecret();
const access = new Access({
  clock: new FakeClock(),
  newSecret,
  scriptToken: SCRIPT_TOKEN,
  ownHost: OWN,
  port: 3000,
  saved: [],
  save: () => undefined,
  onWrongCodes: () => undefined,
  onSession: () => undefined,
});
const session = { own: access.sessions.start('own'), shared: access.sessions.start('shared') };
const own = `${OWN}:3000`;
const shared = '127.0.0.1:3000';
const cookie = (id: string) => `${access.cookieName}=${id}`;
const URL_ASKED = 'http://localhost:3000/api/c/x/services/a/b/traffic?dryRun=true';
/** Stands in for a key's proof of the call under test, which only `judge` computes. */
const proof = (key: string) => ({ [PAGE_PROOF_HEADER]: `proof by ${key}` });

function judge(method: string, given: Record<string, string>): GuardRefusal | 'bearer' | 'cookie' {
  const headers = new Headers(given);
  const [, key] = /^proof by (.*)$/.exec(given[PAGE_PROOF_HEADER] ?? '') ?? [];
  if (key !== undefined)
    headers.set(PAGE_PROOF_HEADER, proofOf(key, access.challenge, { method, url: URL_ASKED }));
  const verdict = judgeRequest({ method, url: URL_ASKED, headers }, access);
  if (verdict.type === 'refuse') return verdict.reason;
  const { caller } = verdict.visitor;
  return caller.kind === 'local' ? caller.via : 'noToken';
}

const ownPage = { host: own, cookie: cookie(session.own.id), ...proof(session.own.key) };
const sharedPage = { host: shared, cookie: cookie(session.shared.id), ...proof(session.shared.key) };

describe('judgeRequest', () => {
  it.each<[string, string, Record<string, string>, ReturnType<typeof judge>]>([
    ['nothing', 'GET', { host: own }, 'noToken'],
    [
      'another host with otherwise valid credentials',
      'GET',
      { ...ownPage, host: 'evil.example' },
      'wrongHost',
    ],
    ['another name below localhost', 'GET', { ...ownPage, host: 'sluice-b.localhost:3000' }, 'wrongHost'],
    ['an impossible port', 'GET', { ...ownPage, host: 'localhost:99999' }, 'wrongHost'],
    ['no host', 'GET', { authorization: `Bearer ${SCRIPT_TOKEN}` }, 'wrongHost'],
    ['the script token', 'PUT', { host: shared, authorization: `Bearer ${SCRIPT_TOKEN}` }, 'bearer'],
    [
      'the script token under the own name',
      'PUT',
      { host: own, authorization: `Bearer ${SCRIPT_TOKEN}` },
      'bearer',
    ],
    [
      'the script token as cookie',
      'GET',
      { host: own, cookie: cookie(SCRIPT_TOKEN), ...proof(session.own.key) },
      'noSession',
    ],
    ['a session id as token', 'GET', { host: own, authorization: `Bearer ${session.own.id}` }, 'wrongToken'],
    ['a page key as token', 'GET', { host: own, authorization: `Bearer ${session.own.key}` }, 'wrongToken'],
    [
      'a launch code as token',
      'GET',
      { host: own, authorization: `Bearer ${access.codes.issue().code}` },
      'wrongToken',
    ],
    ['a wrong token next to a valid page', 'GET', { ...ownPage, authorization: 'Bearer x' }, 'wrongToken'],
    ['another scheme next to a valid page', 'GET', { ...ownPage, authorization: 'Basic eDp5' }, 'wrongToken'],
    ['a page', 'GET', ownPage, 'cookie'],
    ['a page on a shared address', 'GET', sharedPage, 'cookie'],
    ['a page on a forwarded port', 'GET', { ...ownPage, host: `${OWN}:8080` }, 'cookie'],
    ['a host in capitals', 'GET', { ...ownPage, host: own.toUpperCase() }, 'cookie'],
    [
      'a cookie alone',
      'GET',
      { host: shared, cookie: cookie(session.shared.id), 'sec-fetch-site': 'same-origin' },
      'noProof',
    ],
    [
      'a cookie with the proof of another session',
      'GET',
      { ...sharedPage, ...proof(session.own.key) },
      'noProof',
    ],
    [
      'a cookie with its key in place of a proof',
      'GET',
      { ...sharedPage, [PAGE_PROOF_HEADER]: session.shared.key },
      'noProof',
    ],
    [
      'a cookie with a proof of another challenge',
      'GET',
      {
        ...sharedPage,
        [PAGE_PROOF_HEADER]: proofOf(session.shared.key, newSecret(), { method: 'GET', url: URL_ASKED }),
      },
      'noProof',
    ],
    ['a cookie of a shared address under the own name', 'GET', { ...sharedPage, host: own }, 'noSession'],
    ['a cookie of the own name on a shared address', 'GET', { ...ownPage, host: shared }, 'noSession'],
    ['a proof alone', 'GET', { host: own, ...proof(session.own.key) }, 'noToken'],
    ['a cookie of another port', 'GET', { ...ownPage, cookie: `sluice-3001=${session.own.id}` }, 'noToken'],
    [
      'a wrong cookie before the right one',
      'GET',
      { ...ownPage, cookie: `${cookie('bad')}; ${cookie(session.own.id)}` },
      'cookie',
    ],
    [
      'a hundred wrong cookies before the right one',
      'GET',
      { ...ownPage, cookie: `${`${cookie('bad')}; `.repeat(100)}${cookie(session.own.id)}` },
      'cookie',
    ],
    ['a page that reads', 'GET', { ...ownPage, 'sec-fetch-site': 'same-origin' }, 'cookie'],
    ['a page that writes', 'PUT', { ...ownPage, 'sec-fetch-site': 'same-origin' }, 'cookie'],
    ['a page that writes, identified by Origin', 'PUT', { ...ownPage, origin: `http://${own}` }, 'cookie'],
    ['a write without either header', 'PUT', ownPage, 'crossSite'],
    ['a write typed into the address bar', 'PUT', { ...ownPage, 'sec-fetch-site': 'none' }, 'crossSite'],
    ['another site that reads', 'GET', { ...ownPage, 'sec-fetch-site': 'cross-site' }, 'crossSite'],
    ['another port that reads', 'GET', { ...sharedPage, 'sec-fetch-site': 'same-site' }, 'crossSite'],
    [
      'another site with a forged Origin',
      'PUT',
      { ...ownPage, 'sec-fetch-site': 'cross-site', origin: `http://${own}` },
      'crossSite',
    ],
    ['another origin that writes', 'PUT', { ...ownPage, origin: 'http://localhost:8080' }, 'crossSite'],
    ['an opaque origin that writes', 'PUT', { ...ownPage, origin: 'null' }, 'crossSite'],
  ])('%s: %s is judged', (_name, method, headers, expected) => {
    expect(judge(method, headers)).toBe(expected);
  });

  it.each([
    ['another method', 'GET', URL_ASKED],
    ['another query', 'PUT', URL_ASKED.replace('?dryRun=true', '')],
    ['another path', 'PUT', URL_ASKED.replace('/b/', '/c/')],
  ])('refuses a proof that was made for %s', (_what, method, url) => {
    const made = (call: { method: string; url: string }) => ({
      ...ownPage,
      'sec-fetch-site': 'same-origin',
      [PAGE_PROOF_HEADER]: proofOf(session.own.key, access.challenge, call),
    });
    const asked = { method: 'PUT', url: URL_ASKED };
    const verdict = (headers: Record<string, string>) =>
      judgeRequest({ ...asked, headers: new Headers(headers) }, access);
    expect(verdict(made(asked))).toMatchObject({ type: 'admit' });
    expect(verdict(made({ method, url }))).toEqual({ type: 'refuse', reason: 'noProof' });
  });

  it('admits no combination of headers without the script token or both parts of one session on its own kind of address', () => {
    const secrets = [
      SCRIPT_TOKEN,
      session.own.id,
      session.own.key,
      session.shared.id,
      session.shared.key,
      'x',
      '',
    ];
    const proofs = [session.own.key, session.shared.key].map((key) => `proof by ${key}`);
    const headers = fc.record(
      {
        host: fc.constantFrom(
          own,
          shared,
          'localhost',
          '[::1]:3000',
          OWN,
          'evil.example',
          `${OWN}.evil.example`,
        ),
        cookie: fc
          .array(fc.constantFrom(...secrets.map(cookie), 'other=1', 'sluice-3000=x'), { maxLength: 4 })
          .map((all) => all.join('; ')),
        authorization: fc.constantFrom(...secrets.map((secret) => `Bearer ${secret}`), 'Basic eDp5'),
        [PAGE_PROOF_HEADER]: fc.constantFrom(...secrets, ...proofs),
        'sec-fetch-site': fc.constantFrom('same-origin', 'same-site', 'cross-site', 'none'),
        origin: fc.constantFrom(`http://${own}`, `http://${shared}`, 'null', 'http://evil.example'),
      },
      { requiredKeys: ['host'] },
    );
    fc.assert(
      fc.property(fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'), headers, (method, given) => {
        const kind = given.host.startsWith('sluice') ? 'own' : 'shared';
        const isScript = given.authorization === `Bearer ${SCRIPT_TOKEN}`;
        const isPage =
          given.authorization === undefined &&
          given.cookie?.includes(session[kind].id) === true &&
          given[PAGE_PROOF_HEADER] === `proof by ${session[kind].key}` &&
          !['same-site', 'cross-site'].includes(given['sec-fetch-site'] ?? '');
        const mayPass = !given.host.includes('evil') && (isScript || isPage);
        const isAdmitted = ['bearer', 'cookie'].includes(judge(method, given));
        expect(isAdmitted && !mayPass).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});
