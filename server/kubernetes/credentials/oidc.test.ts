import { MockAgent } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OidcProvider } from '#server/kubernetes/credentials/oidc.ts';
import { FakeClock } from '#tests/fake-clock.ts';

let agent: MockAgent;
let clock: FakeClock;
let renewals: number;

beforeEach(() => {
  agent = new MockAgent();
  agent.disableNetConnect();
  clock = new FakeClock();
  renewals = 0;
});
afterEach(async () => {
  await agent.close();
});

/** An id token with these claims, unsigned. */
const idToken = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

/** A provider whose issuer issues tokens with these claims. */
function provider(claims: () => object): OidcProvider {
  const issuer = agent.get('https://issuer.example');
  const json = { headers: { 'content-type': 'application/json' } };
  issuer
    .intercept({ path: '/.well-known/openid-configuration' })
    .reply(200, { token_endpoint: 'https://issuer.example/token' }, json)
    .persist();
  issuer
    .intercept({ path: '/token', method: 'POST' })
    .reply(200, () => ({ id_token: idToken({ ...claims(), renewal: ++renewals }) }), json)
    .persist();
  return new OidcProvider({
    config: { 'idp-issuer-url': 'https://issuer.example', 'client-id': 'c', 'refresh-token': 'r' },
    clock,
    dispatcher: () => agent,
    onChange: () => undefined,
  });
}

test('a token is renewed ten seconds before it expires', async () => {
  const oidc = provider(() => ({ exp: clock.now() / 1000 + 60 }));
  const first = await oidc.token();
  clock.advance(49_000);
  expect(await oidc.token()).toBe(first);
  clock.advance(1_000);
  expect(await oidc.token()).not.toBe(first);
  expect(renewals).toBe(2);
});

test.each([
  ['has expired by this machine’s fast clock', { exp: Date.parse('2020-01-01') / 1000 }],
  ['has no expiry', {}],
])('a new token that %s is used for a while: the issuer is not asked for each request', async (_how, claims) => {
  const oidc = provider(() => claims);
  const first = await oidc.token();
  for (let second = 0; second < 9; second++) {
    clock.advance(1_000);
    expect(await oidc.token()).toBe(first);
  }
  clock.advance(1_000);
  expect(await oidc.token()).not.toBe(first);
  expect(renewals).toBe(2);
});
