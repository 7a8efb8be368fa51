import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foreignText, MASK, maskSecrets, maskUserInfo } from './mask-secrets.ts';
import { ASSIGNED } from './secret-forms.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJlc2lnbmF0dXJl';

describe('maskSecrets hides', () => {
  test.each([
    ['a JSON Web Token', `the token ${JWT} has expired`],
    ['a token truncated in the middle', `Bearer ${JWT.slice(0, 40)}`],
    ['a bearer token', 'Authorization: Bearer HUNTER2'],
    ['a bearer token of plain letters', 'sent "Bearer HUNTER2" to the server'],
    ['credentials of basic authentication', 'Proxy-Authorization: Basic HUNTER2dXNlcjpwYXNz'],
    ['a cookie', 'cookie: a=1; b=HUNTER2; c=HUNTER2'],
    ['name=value', 'client_secret=HUNTER2 and more'],
    ['a variable of an environment', 'AWS_SECRET_ACCESS_KEY=HUNTER2'],
    ['a variable with a long name', 'SECRET_KEY_FOR_THE_LONG_SERVICE_NAME_OF_ANOTHER_TEAM=HUNTER2'],
    ['a parameter of an address', 'GET https://sso.example/t?a=1&access_token=HUNTER2&b=2'],
    ['a value with the separator of parameters in it', 'password=HUN&HUNTER2'],
    ['a quoted value with spaces', 'password = "open HUNTER2"'],
    ['a quoted value with a quote in it', 'password="a\\"HUNTER2"'],
    ['a value without its closing quote', 'password="HUNTER2 and on'],
    ['JSON', '{"user":"me","password":"HUNTER2"}'],
    ['JSON in JSON', '"{\\"password\\":\\"HUNTER2\\"}"'],
    ['JSON over lines', '{\n  "refreshToken" :\n    "HUNTER2"\n}'],
    ['YAML', 'users:\n- name: me\n  user:\n    token: HUNTER2\n'],
    ['a block of YAML', 'password: |-\n  HUNTER2\n  HUNTER2\nuser: me'],
    ['a word after password:', 'using password: HUNTER2'],
    ['a Go struct', '{User:me Password:HUNTER2}'],
    ['a flag', 'exec: kubelogin --client-secret HUNTER2 --x'],
    ['a flag with =', 'exec: kubelogin --token=HUNTER2'],
    ['a flag as two arguments of a list', '["--password", "HUNTER2"]'],
    ['the user part of an address', 'proxy http://me:HUNTER2@proxy.example:3128 refused'],
    ['a user part without a password', 'dial https://HUNTER2@git.example/x'],
    ['a password with @, / and ? in it', 'http://me:a@b/c?HUNTER2@proxy.example/'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nHUNTER2\n-----END RSA PRIVATE KEY-----'],
    ['a private key that is cut', 'key: -----BEGIN PRIVATE KEY-----\nHUNTER2'],
    ['a key as a kubeconfig holds it', 'cannot read LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVkHUNTER2'],
    ['a token recognized by its prefix', 'got ghp_HUNTER2HUNTER2HUNTER2HUNTER2'],
    ['a token of EKS', 'k8s-aws-v1.HUNTER2'],
    ['a key of an account', 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=HUNTER2=='],
    ['a key of a subscription', 'Ocp-Apim-Subscription-Key: HUNTER2'],
    ['a variable in JSON', '{"name":"DB_PASSWORD","value":"HUNTER2"}'],
    ['a variable in JSON in JSON', '"{\\"name\\": \\"DB_PASSWORD\\", \\"value\\": \\"HUNTER2\\"}"'],
    ['an encoded parameter of an address', 'next=%2Ft%3Faccess_token%3DHUNTER2'],
    ['a password that could start a sentence', 'password: error.HUNTER2'],
    ['a bearer token that could start a sentence', 'Bearer for.HUNTER2'],
    [
      'a block of OpenPGP',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nHUNTER2\n-----END PGP PRIVATE KEY BLOCK-----',
    ],
    ['a token of a package registry', 'npm_HUNTER2HUNTER2HUNTER2'],
    ['a key of age', 'AGE-SECRET-KEY-1HUNTER2'],
    ['a manifest that is packed', `H4sIAAAAAAAA/${'HUNTER2'.repeat(8)}==`],
    ['the auth of a registry', '{"auths":{"r.example":{"auth":"HUNTER2"}}}'],
  ])('%s', (_, text) => {
    const masked = maskSecrets(text);
    expect(masked).toContain(MASK);
    expect(masked).not.toMatch(/HUNTER2|eyJ/);
  });
});

describe('maskSecrets leaves alone', () => {
  test.each([
    'services.serving.knative.dev is forbidden: User "jane" cannot list resource "services" in API group "serving.knative.dev" at the cluster scope',
    'admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: must not set the field(s): spec.template.spec.volumes[0].secret',
    'failed to get token: connection refused',
    'The credential plugin get-token answered with an expirationTimestamp that is not a valid time',
    'getting credentials: exec: executable aws-iam-authenticator not found',
    'spec.containers[0].env[0].valueFrom.secretKeyRef.name: Required value',
    'invalid bearer token, Token has expired',
    'basic authentication is not supported',
    'secret "db" not found',
    'secret db, key password',
    'Unable to fetch image "gcr.io/knative/hello:1": failed to resolve image to digest: HEAD https://gcr.io/v2/knative/hello/manifests/1: unexpected status code 403',
    'Back-off pulling image "docker.io/library/x@sha256:0123456789abcdef"',
    'pulled docker-pullable://registry.example:5000/x/y@sha256:0123456789abcdef',
    'connect ECONNREFUSED 127.0.0.1:6443',
    'To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code ABCD1234 to authenticate.',
    'x509: certificate signed by unknown authority',
    'RevisionFailed: Revision "hello-00002" failed with message: Container failed with: exit status 1.',
    'tokenFile: /var/run/token',
    'getting credentials: exec: signal: killed',
    'author: jane',
    'x509: certificate signed by unknown authority: ca.example',
    'tests passed: 3, max_tokens: 4096, tokens=5',
    'SyntaxError: Unexpected token: }',
    'image signature: verification failed',
    'WWW-Authenticate: Bearer realm="https://auth.example/token",service="registry.example"',
    'Basic Authentication required',
    'sessionAffinity: None',
    'serve --auth-mode webhook --session-timeout 30s --signal-timeout 30',
    'the token endpoint: https://sso.example/token',
    '',
  ])('%s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

const secret = fc.stringMatching(/^[A-Za-z0-9_]{4,30}Q7x$/);
const name = fc.constantFrom(
  'password',
  'client_secret',
  'access_token',
  'API_KEY',
  'apiKey',
  'DB_PASSWORD',
  'x-auth-token',
);
const prose = fc.lorem({ maxCount: 4 });

test('a secret after its name is never shown, whatever surrounds it', () => {
  const joined = fc.constantFrom('=', ' = ', ': ', ':', '": "', '":"', "': '", '\\":\\"', '="', '=>');
  fc.assert(
    fc.property(prose, name, joined, secret, prose, (before, key, separator, value, after) => {
      const text = `${before} ${key}${separator}${value} ${after}`;
      expect(maskSecrets(text)).not.toContain(value);
    }),
  );
});

test('a secret in an address is never shown', () => {
  fc.assert(
    fc.property(fc.webAuthority(), secret, secret, (authority, user, password) => {
      const masked = maskSecrets(`GET https://${user}:${password}@${authority}/?token=${password}`);
      expect(masked).not.toContain(user);
      expect(masked).not.toContain(password);
    }),
  );
});

test('masking is idempotent', () => {
  const part = fc.oneof(
    fc.string(),
    prose,
    secret,
    name,
    fc.constantFrom(':', '=', ' ', '"', '\n', '--', 'Bearer ', '://', '@'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const once = maskSecrets(parts.join(''));
      expect(maskSecrets(once)).toBe(once);
    }),
  );
});

describe('foreignText', () => {
  test('is within its limit, well formed and free of terminal control sequences', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (text, limit) => {
          const shown = foreignText(text, limit);
          expect(shown.length).toBeLessThanOrEqual(limit);
          expect(shown.isWellFormed()).toBe(true);
          expect(shown).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cf}]/u);
        },
      ),
    );
  });

  test('removes terminal color and title sequences, and keeps line breaks', () => {
    expect(foreignText('\u001b[31mred\u001b[0m\n\u001b]0;title\u0007\tend')).toBe('red\n\tend');
  });

  test('finds a secret that is split by zero-width characters', () => {
    expect(foreignText('pass\u200bword=hun\u200bter2')).toBe(`password=${MASK}`);
  });

  test('masks before it truncates, so that no partial secret remains', () => {
    expect(foreignText(`token=${'x'.repeat(100)}`, 20)).toBe(`token=${MASK}`);
  });

  test('terminates on a long unbroken text', () => {
    for (const piece of ['a', 'token', '-', 'eyJ', '://', '"', 'a.', 'session', '-----BEGIN '])
      expect(foreignText(piece.repeat(100_000 / piece.length)).length).toBeLessThanOrEqual(4_096);
  });
});

// Long enough that a search that restarts at every position would not finish within a test's time limit.
test.each([
  ['a value of backslashes', () => `token=\\"${'\\'.repeat(500_000)}`.replace(ASSIGNED, '')],
  ['addresses without a user part', () => maskUserInfo('://:'.repeat(125_000))],
  ['addresses behind a user part', () => maskUserInfo(`://a@${'://a'.repeat(125_000)}`)],
])('looks through %s once', (_, search) => {
  expect(search()).not.toBeUndefined();
});
