import {
  base64,
  type Case,
  config,
  type Folder,
  front,
  ID_TOKEN,
  PASSWORD,
  type Places,
  TOKEN,
  write,
} from '#tests/system/kubeconfigs/case.ts';
import { jwt } from '#tests/system/kubeconfigs/issuer.ts';

function user(
  name: string,
  entry: (places: Places, folder: Folder) => unknown,
  more: { plain?: boolean; saferBecause?: string } = {},
): Case {
  return {
    name: `user${more.plain === true ? ' over plain HTTP' : ''}: ${name}`,
    set: (folder, places) => {
      folder.write('token', ` ${TOKEN}\n`);
      folder.write('token-empty', '');
      folder.write('token-blank', ' \n');
      folder.write('token-broken', `${TOKEN}\nmore`);
      folder.write('pki/admin.crt', places.admin.cert);
      folder.write('pki/admin.key', places.admin.key);
      const cluster = more.plain === true ? { server: `http://127.0.0.1:${places.plain}` } : front(places);
      write(folder, config(entry(places, folder), cluster));
    },
    ...(more.saferBecause === undefined ? {} : { saferBecause: more.saferBecause }),
  };
}

const certificate = ({ admin }: Places) => ({
  'client-certificate-data': base64(admin.cert),
  'client-key-data': base64(admin.key),
});
const goneExec = { exec: { command: 'gone-plugin', apiVersion: 'client.authentication.k8s.io/v1beta1' } };

const tokens: Case[] = [
  user('a token', () => ({ token: TOKEN })),
  user('a wrong token', () => ({ token: 'wrong' })),
  user('a token that is UTF-8', () => ({ token: 'é' })),
  user('tokenFile', (_places, { path }) => ({ tokenFile: `${path}/token` })),
  user('tokenFile beside the file', () => ({ tokenFile: 'token' })),
  user('tokenFile and a stale token', () => ({ tokenFile: 'token', token: 'stale' })),
  user('tokenFile that is gone', () => ({ tokenFile: 'gone' })),
  user('tokenFile that is gone, and a token', () => ({ tokenFile: 'gone', token: TOKEN })),
  user('tokenFile that is empty', () => ({ tokenFile: 'token-empty' })),
  user('tokenFile that is blank', () => ({ tokenFile: 'token-blank' })),
  user('tokenFile that is blank, and a token', () => ({ tokenFile: 'token-blank', token: TOKEN })),
  user('tokenFile with two lines', () => ({ tokenFile: 'token-broken' })),
  user('tokenFile that is a folder', () => ({ tokenFile: '.' })),
  user('token-file, which is no field', () => ({ 'token-file': 'token' })),
  user('Token in capitals, which is no field', () => ({ Token: TOKEN })),
  user('a user name and a password', () => ({ username: 'jane', password: PASSWORD })),
  user('a wrong password', () => ({ username: 'jane', password: 'x' })),
  user('a user name alone', () => ({ username: 'jane' })),
  user('a password alone', () => ({ password: PASSWORD })),
  user('a token and a password', () => ({ token: TOKEN, username: 'jane', password: PASSWORD })),
  user('tokenFile and a user name', () => ({ tokenFile: 'token', username: 'jane' })),
  user('nothing', () => ({})),
  user('null', () => null),
];

const certificates: Case[] = [
  user('a client certificate as data', certificate),
  user('a client certificate as files', () => ({
    'client-certificate': 'pki/admin.crt',
    'client-key': 'pki/admin.key',
  })),
  user('a client certificate as data, its key as a file', (places) => ({
    ...certificate(places),
    'client-key-data': undefined,
    'client-key': 'pki/admin.key',
  })),
  user('a client certificate as data and as files', (places) => ({
    ...certificate(places),
    'client-certificate': 'pki/admin.crt',
    'client-key': 'pki/admin.key',
  })),
  user('a client certificate without a key', (places) => ({
    ...certificate(places),
    'client-key-data': undefined,
  })),
  user('a key without a certificate, and a token', (places) => ({
    'client-key-data': base64(places.admin.key),
    token: TOKEN,
  })),
  user('a client certificate that is gone', () => ({
    'client-certificate': 'pki/gone.crt',
    'client-key': 'pki/admin.key',
  })),
  user('a client certificate and another one’s key', (places) => ({
    ...certificate(places),
    'client-key-data': base64(places.stranger.key),
  })),
  user('a client certificate that is none', (places) => ({
    ...certificate(places),
    'client-certificate-data': base64('nothing'),
  })),
  user('a client certificate of another authority', ({ stranger }) => ({
    'client-certificate-data': base64(stranger.cert),
    'client-key-data': base64(stranger.key),
  })),
  user('a client certificate and a token', (places) => ({ ...certificate(places), token: TOKEN })),
  user('a client certificate and a password', (places) => ({
    ...certificate(places),
    username: 'jane',
    password: PASSWORD,
  })),
  user('certificate and key in one file', (places, folder) => {
    folder.write('pki/both.pem', `${places.admin.key}${places.admin.cert}`);
    return { 'client-certificate': 'pki/both.pem', 'client-key': 'pki/both.pem' };
  }),
];

const impersonation: Case[] = [
  user('as an admin', () => ({ token: TOKEN, as: 'pat', 'as-groups': ['system:masters'] })),
  user('as somebody without rights', () => ({ token: TOKEN, as: 'nobody-special' })),
  user('as somebody with uid, groups and extra', () => ({
    token: TOKEN,
    as: 'pat',
    'as-uid': '7-7',
    'as-groups': ['system:masters', 'a, b'],
    'as-user-extra': { reason: ['audit', 'two'], 'scopes.example/x y%': ['1'] },
  })),
  user('groups without a user', () => ({ token: TOKEN, 'as-groups': ['system:masters'] })),
  user('a uid without a user', () => ({ token: TOKEN, 'as-uid': '7' })),
  user('extra without a user', () => ({ token: TOKEN, 'as-user-extra': { a: ['b'] } })),
  user('as a name with a line break', () => ({ token: TOKEN, as: 'pat\nsystem:admin' })),
  user('as an admin, with a certificate', (places) => ({
    ...certificate(places),
    as: 'pat',
    'as-groups': ['system:masters'],
  })),
  user('as an admin, empty lists', () => ({
    token: TOKEN,
    as: 'system:admin',
    'as-groups': [],
    'as-user-extra': { a: [] },
  })),
];

const precedence: Case[] = [
  user('a token before a plugin that is gone', () => ({ token: TOKEN, ...goneExec })),
  user('tokenFile before a plugin that is gone', () => ({ tokenFile: 'token', ...goneExec })),
  user('a password before a plugin that is gone', () => ({
    username: 'jane',
    password: PASSWORD,
    ...goneExec,
  })),
  user('a certificate before a plugin that is gone', (places) => ({ ...certificate(places), ...goneExec })),
  user('a plugin and an auth-provider', () => ({ ...goneExec, 'auth-provider': { name: 'oidc' } })),
];

const oidc = (places: Places, more: object) => ({
  'auth-provider': {
    name: 'oidc',
    config: {
      'idp-issuer-url': places.issuer,
      'client-id': 'kubernetes',
      'client-secret': 's',
      'idp-certificate-authority-data': base64(places.authority),
      ...more,
    },
  },
});
const OVER = jwt({ iss: 'i', sub: 'jane', exp: 1 });

const providers: Case[] = [
  user('oidc with a token that holds', (places) =>
    oidc(places, { 'id-token': ID_TOKEN, 'refresh-token': 'refresh-1' }),
  ),
  user('oidc with a token that is over', (places) =>
    oidc(places, { 'id-token': OVER, 'refresh-token': 'refresh-1' }),
  ),
  user('oidc without a token', (places) => oidc(places, { 'refresh-token': 'refresh-1' })),
  user('oidc with an issuer’s address that ends with a slash', (places) =>
    oidc(places, { 'idp-issuer-url': `${places.issuer}/`, 'id-token': OVER, 'refresh-token': 'refresh-1' }),
  ),
  user('oidc with the authority as a file', (places, folder) => {
    const file = folder.write('pki/issuer.crt', places.authority);
    return oidc(places, {
      'idp-certificate-authority-data': undefined,
      'idp-certificate-authority': file,
      'id-token': OVER,
      'refresh-token': 'refresh-1',
    });
  }),
  user('oidc with a refresh token that is refused', (places) =>
    oidc(places, { 'id-token': OVER, 'refresh-token': 'old' }),
  ),
  user('oidc without a refresh token', (places) => oidc(places, { 'id-token': OVER })),
  user('oidc with a token that is none', (places) =>
    oidc(places, { 'id-token': 'opaque', 'refresh-token': 'refresh-1' }),
  ),
  user('oidc whose issuer is not trusted', (places) =>
    oidc(places, {
      'idp-certificate-authority-data': base64(places.strangerAuthority),
      'id-token': OVER,
      'refresh-token': 'refresh-1',
    }),
  ),
  user('oidc without an issuer', (places) => oidc(places, { 'idp-issuer-url': '' })),
  user('oidc without a client', (places) => oidc(places, { 'client-id': undefined })),
  user('gcp, which kubectl removed', () => ({
    'auth-provider': { name: 'gcp', config: { 'access-token': TOKEN } },
  })),
  user('azure, which kubectl removed', () => ({
    'auth-provider': { name: 'azure', config: { 'access-token': TOKEN } },
  })),
  user('an auth-provider that nobody knows', () => ({ 'auth-provider': { name: 'x' } })),
];

/** Over plain HTTP no client authenticates, whatever the entry contains. */
const plain: Case[] = [
  user('a token', () => ({ token: TOKEN }), { plain: true }),
  user('nothing', () => ({}), { plain: true }),
  user('a password', () => ({ username: 'jane', password: PASSWORD }), { plain: true }),
  user('tokenFile that is gone', () => ({ tokenFile: 'gone' }), { plain: true }),
  user('a plugin that is gone', () => goneExec, { plain: true }),
  user('a certificate', certificate, { plain: true }),
  user('a certificate that is gone', () => ({ 'client-certificate': 'gone', 'client-key': 'gone' }), {
    plain: true,
  }),
  user('as an admin', () => ({ token: TOKEN, as: 'pat', 'as-groups': ['system:masters'] }), { plain: true }),
  user('groups without a user', () => ({ 'as-groups': ['system:masters'] }), { plain: true }),
  user('gcp, which kubectl removed', () => ({ 'auth-provider': { name: 'gcp' } }), { plain: true }),
];

export const USER_CASES: Case[] = [
  ...tokens,
  ...certificates,
  ...impersonation,
  ...precedence,
  ...providers,
  ...plain,
];
