import {
  base64,
  type Case,
  config,
  type Folder,
  front,
  LOGIN,
  type Places,
  TOKEN,
  write,
} from '#tests/system/kubeconfigs/case.ts';

type ClusterOf = (places: Places, folder: Folder) => object;

function way(
  name: string,
  cluster: ClusterOf,
  env: (places: Places, folder: Folder) => Record<string, string> = () => ({}),
  saferBecause?: string,
): Case {
  return {
    name: `way: ${name}`,
    set: (folder, places) => {
      folder.write('pki/ca.crt', places.authority);
      folder.write('pki/empty.crt', '');
      folder.write('pki/both.crt', `${places.strangerAuthority}\n# a comment\n${places.authority}`);
      write(folder, config({ token: TOKEN }, cluster(places, folder)));
      return { env: env(places, folder) };
    },
    ...(saferBecause === undefined ? {} : { saferBecause }),
  };
}

const trusted = ({ authority }: Places, server: string, more: object = {}): object => ({
  server,
  'certificate-authority-data': base64(authority),
  ...more,
});
const at = (name: string, server: (places: Places) => string, saferBecause?: string): Case =>
  way(name, (places) => trusted(places, server(places)), undefined, saferBecause);

const addresses: Case[] = [
  at('localhost', ({ tls }) => `https://localhost:${tls}`),
  at('a scheme in capitals', ({ tls }) => `HTTPS://127.0.0.1:${tls}`),
  at('a host in capitals', ({ tls }) => `https://LOCALHOST:${tls}`),
  at('a slash at its end', ({ tls }) => `https://127.0.0.1:${tls}/`),
  at('a path', ({ tls }) => `https://127.0.0.1:${tls}/clusters/one`),
  at('a path with a slash at its end', ({ tls }) => `https://127.0.0.1:${tls}/clusters/one/`),
  at('a path with slashes', ({ tls }) => `https://127.0.0.1:${tls}//clusters//one//`),
  at('a query and a fragment', ({ tls }) => `https://127.0.0.1:${tls}/?a=b#c`),
  at('a path, a query and a fragment', ({ tls }) => `https://127.0.0.1:${tls}/clusters/one?a=b#c`),
  at('no scheme, TLS', ({ tls }) => `127.0.0.1:${tls}`),
  at('no scheme, plain', ({ plain }) => `127.0.0.1:${plain}`),
  at('no scheme, localhost', ({ plain }) => `localhost:${plain}`),
  at('no scheme, a path', ({ plain }) => `localhost:${plain}/clusters/one`),
  at('plain HTTP', ({ plain }) => `http://127.0.0.1:${plain}`),
  at('plain HTTP with a path', ({ plain }) => `http://127.0.0.1:${plain}/clusters/one`),
  at('HTTP to a TLS port', ({ tls }) => `http://127.0.0.1:${tls}`),
  at('TLS to an HTTP port', ({ plain }) => `https://127.0.0.1:${plain}`),
  at('a space at its end', ({ tls }) => `https://127.0.0.1:${tls} `),
  at('a space at its start', ({ tls }) => ` https://127.0.0.1:${tls}`),
  at('one slash', ({ tls }) => `https:/127.0.0.1:${tls}`),
  at('no slash', () => 'https:127.0.0.1'),
  at('no host', () => 'https://'),
  at('a backslash', ({ tls }) => `https://127.0.0.1:${tls}\\a`),
  at('a port that cannot be', () => 'https://127.0.0.1:99999'),
  at('a port that is a word', () => 'https://127.0.0.1:x'),
  at('another scheme', () => 'ftp://127.0.0.1'),
  at('a leading zero in its port', ({ tls }) => `https://127.0.0.1:0${tls}`),
  at('nobody there', () => 'https://127.0.0.1:1'),
  at('a name that nobody knows', ({ tls }) => `https://nowhere.test:${tls}`),
  at(
    'a user name and a password in the address',
    ({ tls }) => `https://jane:${encodeURIComponent('pa ss:wörd')}@127.0.0.1:${tls}`,
    'an address is shown on screens and written to logs, its password with it',
  ),
];

const HIDDEN = (places: Places): string => `https://api.test:${places.tls}`;

const proxyUrls: Case[] = [
  ...(
    [
      ['http', ({ httpProxy }) => `http://127.0.0.1:${httpProxy}`],
      ['http, in capitals', ({ httpProxy }) => `HTTP://127.0.0.1:${httpProxy}`],
      [
        'http with a login',
        ({ httpProxyWithLogin }) =>
          `http://${LOGIN.user}:${encodeURIComponent(LOGIN.password)}@127.0.0.1:${httpProxyWithLogin}`,
      ],
      [
        'http with a wrong login',
        ({ httpProxyWithLogin }) => `http://jane:x@127.0.0.1:${httpProxyWithLogin}`,
      ],
      ['http without its login', ({ httpProxyWithLogin }) => `http://127.0.0.1:${httpProxyWithLogin}`],
      ['https', ({ httpsProxy }) => `https://localhost:${httpsProxy}`],
      ['https by its address', ({ httpsProxy }) => `https://127.0.0.1:${httpsProxy}`],
      ['socks5', ({ socks }) => `socks5://127.0.0.1:${socks}`],
      [
        'socks5 with a login',
        ({ socksWithLogin }) =>
          `socks5://${LOGIN.user}:${encodeURIComponent(LOGIN.password)}@127.0.0.1:${socksWithLogin}`,
      ],
      ['socks5 with a wrong login', ({ socksWithLogin }) => `socks5://jane:x@127.0.0.1:${socksWithLogin}`],
      ['socks5 without its login', ({ socksWithLogin }) => `socks5://127.0.0.1:${socksWithLogin}`],
      ['socks5h, which kubectl does not take', ({ socks }) => `socks5h://127.0.0.1:${socks}`],
      ['socks4, which nobody takes', ({ socks }) => `socks4://127.0.0.1:${socks}`],
      ['without a scheme', ({ httpProxy }) => `127.0.0.1:${httpProxy}`],
      ['a name without a scheme', ({ httpProxy }) => `localhost:${httpProxy}`],
      ['nobody there', () => 'http://127.0.0.1:1'],
      ['https to a plain proxy', ({ httpProxy }) => `https://127.0.0.1:${httpProxy}`],
    ] as [string, (places: Places) => string][]
  ).map(([name, proxy]) =>
    way(`proxy-url ${name}`, (places) => trusted(places, HIDDEN(places), { 'proxy-url': proxy(places) })),
  ),
  ...(['http', 'socks5'] as const).map((scheme) =>
    way(`proxy-url ${scheme} with tls-server-name`, (places) =>
      trusted(places, `https://api.test:${places.otherName}`, {
        'proxy-url': `${scheme}://127.0.0.1:${scheme === 'http' ? places.httpProxy : places.socks}`,
        'tls-server-name': 'kubernetes.internal',
      }),
    ),
  ),
  ...(['http', 'socks5'] as const).map((scheme) =>
    way(`proxy-url ${scheme} with a wrong tls-server-name`, (places) =>
      trusted(places, HIDDEN(places), {
        'proxy-url': `${scheme}://127.0.0.1:${scheme === 'http' ? places.httpProxy : places.socks}`,
        'tls-server-name': 'kubernetes.internal',
      }),
    ),
  ),
  ...(['http', 'socks5'] as const).map((scheme) =>
    way(`proxy-url ${scheme} to plain HTTP sends no token`, (places) => ({
      server: `http://api.test:${places.plain}`,
      'proxy-url': `${scheme}://127.0.0.1:${scheme === 'http' ? places.httpProxy : places.socks}`,
    })),
  ),
  way(
    'proxy-url goes before NO_PROXY',
    (places) => trusted(places, HIDDEN(places), { 'proxy-url': `http://127.0.0.1:${places.httpProxy}` }),
    () => ({ NO_PROXY: '*' }),
  ),
  way('proxy-url also to localhost', (places) =>
    trusted(places, `https://127.0.0.1:${places.tls}`, { 'proxy-url': 'http://127.0.0.1:1' }),
  ),
  way('proxy-url and a path', (places) =>
    trusted(places, `${HIDDEN(places)}/clusters/one`, {
      'proxy-url': `http://127.0.0.1:${places.httpProxy}`,
    }),
  ),
];

const hidden = (name: string, env: (places: Places) => Record<string, string>): Case =>
  way(`environment: ${name}`, (places) => trusted(places, HIDDEN(places)), env);
const proxied = ({ httpProxy }: Places): string => `http://127.0.0.1:${httpProxy}`;

const environment: Case[] = [
  hidden('nothing', () => ({})),
  hidden('HTTPS_PROXY', (places) => ({ HTTPS_PROXY: proxied(places) })),
  hidden('https_proxy', (places) => ({ https_proxy: proxied(places) })),
  hidden('HTTPS_PROXY before https_proxy', (places) => ({
    HTTPS_PROXY: proxied(places),
    https_proxy: 'http://127.0.0.1:1',
  })),
  hidden('HTTPS_PROXY without a scheme', ({ httpProxy }) => ({ HTTPS_PROXY: `127.0.0.1:${httpProxy}` })),
  hidden('HTTPS_PROXY with a login', ({ httpProxyWithLogin }) => ({
    HTTPS_PROXY: `http://jane:${encodeURIComponent(LOGIN.password)}@127.0.0.1:${httpProxyWithLogin}`,
  })),
  hidden('HTTPS_PROXY by socks5', ({ socks }) => ({ HTTPS_PROXY: `socks5://127.0.0.1:${socks}` })),
  hidden('HTTPS_PROXY by socks5h', ({ socks }) => ({ HTTPS_PROXY: `socks5h://127.0.0.1:${socks}` })),
  hidden('HTTP_PROXY, which is for plain HTTP', (places) => ({ HTTP_PROXY: proxied(places) })),
  hidden('ALL_PROXY, which Go does not read', (places) => ({ ALL_PROXY: proxied(places) })),
  ...[
    'other.test',
    '.other',
    '10.0.0.0/8',
    '127.0.0.0/8',
    'pi.test',
    'api.test:1',
    'api.test.example',
    '',
  ].map((exception) =>
    hidden(`NO_PROXY=${exception} does not mean it`, (places) => ({
      HTTPS_PROXY: proxied(places),
      NO_PROXY: exception,
    })),
  ),
  ...['api.test', 'test', '.test', '*.test', 'x, API.TEST', '*'].map((exception) =>
    hidden(`NO_PROXY=${exception} means it`, (places) => ({
      HTTPS_PROXY: proxied(places),
      NO_PROXY: exception,
    })),
  ),
  hidden('no_proxy with the port means it', (places) => ({
    HTTPS_PROXY: proxied(places),
    no_proxy: `api.test:${places.tls}`,
  })),
  way(
    'environment: HTTPS_PROXY does not count for localhost',
    (places) => trusted(places, `https://localhost:${places.tls}`),
    () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }),
  ),
  way(
    'environment: HTTPS_PROXY does not count for 127.0.0.1',
    (places) => front(places),
    () => ({
      HTTPS_PROXY: 'http://127.0.0.1:1',
    }),
  ),
  way(
    'environment: HTTP_PROXY to plain HTTP sends no token',
    (places) => ({ server: `http://api.test:${places.plain}` }),
    (places) => ({ HTTP_PROXY: proxied(places) }),
  ),
];

const untrusted = ({ tls }: Places, more: object = {}): object => ({
  server: `https://127.0.0.1:${tls}`,
  ...more,
});

const trust: Case[] = [
  way('authority as a file', (places, { path }) =>
    untrusted(places, { 'certificate-authority': `${path}/pki/ca.crt` }),
  ),
  way('authority as a file beside the kubeconfig', (places) =>
    untrusted(places, { 'certificate-authority': 'pki/ca.crt' }),
  ),
  way('authority among others', (places) => untrusted(places, { 'certificate-authority': 'pki/both.crt' })),
  way('authority as a file that is gone', (places) => untrusted(places, { 'certificate-authority': 'gone' })),
  way('authority as data and as a file', (places) =>
    trusted(places, `https://127.0.0.1:${places.tls}`, { 'certificate-authority': 'pki/ca.crt' }),
  ),
  way(
    'authority that is empty',
    (places) => untrusted(places, { 'certificate-authority': 'pki/empty.crt' }),
    (_places, { path }) => ({ SSL_CERT_FILE: `${path}/pki/ca.crt` }),
  ),
  way('authority that is none', (places) =>
    untrusted(places, { 'certificate-authority-data': base64('nothing') }),
  ),
  way('another authority', (places) =>
    untrusted(places, { 'certificate-authority-data': base64(places.strangerAuthority) }),
  ),
  way('the intermediate as the authority', (places) => ({
    server: `https://127.0.0.1:${places.leafOnly}`,
    'certificate-authority-data': base64(places.intermediate),
  })),
  way('the root, while the server keeps the intermediate to itself', (places) =>
    trusted(places, `https://127.0.0.1:${places.leafOnly}`),
  ),
  way('insecure-skip-tls-verify', (places) => untrusted(places, { 'insecure-skip-tls-verify': true })),
  way('insecure-skip-tls-verify: yes', (places) => untrusted(places, { 'insecure-skip-tls-verify': true })),
  way('insecure-skip-tls-verify in quotes', (places) =>
    untrusted(places, { 'insecure-skip-tls-verify': 'true' }),
  ),
  way('insecure-skip-tls-verify and an authority', (places) =>
    trusted(places, `https://127.0.0.1:${places.tls}`, { 'insecure-skip-tls-verify': true }),
  ),
  way('tls-server-name', (places) =>
    trusted(places, `https://127.0.0.1:${places.otherName}`, { 'tls-server-name': 'kubernetes.internal' }),
  ),
  way('tls-server-name that is not the server’s', (places) =>
    trusted(places, `https://127.0.0.1:${places.tls}`, { 'tls-server-name': 'kubernetes.internal' }),
  ),
  way('another name in the certificate', (places) =>
    trusted(places, `https://127.0.0.1:${places.otherName}`),
  ),
  way('a certificate with a common name alone', (places) =>
    trusted(places, `https://localhost:${places.commonName}`),
  ),
  way('no authority', (places) => untrusted(places)),
  way(
    'no authority, SSL_CERT_FILE',
    (places) => untrusted(places),
    (_places, { path }) => ({
      SSL_CERT_FILE: `${path}/pki/ca.crt`,
    }),
  ),
  way(
    'no authority, SSL_CERT_DIR',
    (places) => untrusted(places),
    (_places, { path }) => ({
      SSL_CERT_DIR: `/gone:${path}/pki`,
    }),
  ),
  way(
    'no authority, SSL_CERT_FILE that is gone',
    (places) => untrusted(places),
    () => ({ SSL_CERT_FILE: '/gone' }),
  ),
  way(
    'an authority goes before SSL_CERT_FILE',
    (places) => untrusted(places, { 'certificate-authority-data': base64(places.strangerAuthority) }),
    (_places, { path }) => ({ SSL_CERT_FILE: `${path}/pki/ca.crt` }),
  ),
];

export const WAY_CASES: Case[] = [...addresses, ...proxyUrls, ...environment, ...trust];
