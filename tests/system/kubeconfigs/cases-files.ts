import { stringify } from 'yaml';
import {
  type Case,
  config,
  type Folder,
  front,
  type Places,
  TOKEN,
  write,
} from '#tests/system/kubeconfigs/case.ts';

const good = (places: Places): object => config({ token: TOKEN }, front(places));
const text = (places: Places): string => stringify(good(places));

function file(name: string, content: (places: Places) => string | Buffer): Case {
  return { name: `file: ${name}`, set: (folder, places) => void folder.write('config', content(places)) };
}

/** Variants of one file. */
const forms: Case[] = [
  file('YAML', text),
  file('JSON', (places) => JSON.stringify(good(places))),
  file('JSON with tabs', (places) => JSON.stringify(good(places), null, '\t')),
  file('JSON with a comma at its end', (places) => `${JSON.stringify(good(places)).slice(0, -1)},}`),
  file('JSON with escaped slashes', (places) => JSON.stringify(good(places)).replaceAll('/', '\\/')),
  file('a byte-order mark', (places) => `\ufeff${text(places)}`),
  file('CRLF', (places) => text(places).replaceAll('\n', '\r\n')),
  file('UTF-16, little endian', (places) => Buffer.from(`\ufeff${text(places)}`, 'utf16le')),
  file('UTF-16, big endian', (places) => Buffer.from(`\ufeff${text(places)}`, 'utf16le').swap16()),
  file('UTF-16 without a mark', (places) => Buffer.from(text(places), 'utf16le')),
  file('Latin-1', (places) => Buffer.from(`# \u00e9\n${text(places)}`, 'latin1')),
  file('a document mark', (places) => `# written by hand\n---\n${text(places)}...\n`),
  file('a second document', (places) => `${text(places)}---\nkind: Other\n`),
  file('a second document that is broken', (places) => `${text(places)}---\nx: "y\n`),
  file('an empty first document', (places) => `---\n---\n${text(places)}`),
  file('%YAML 1.1', (places) => `%YAML 1.1\n---\n${text(places)}`),
  file('%YAML 1.2', (places) => `%YAML 1.2\n---\n${text(places)}`),
  file('a repeated key', (places) => `${text(places)}current-context: x\n`),
  file('a repeated key with another value', (places) => `current-context: later\n${text(places)}`),
  file('a token given twice', (places) => text(places).replace('token:', 'token: old\n      token:')),
  file('an anchor', (places) => text(places).replace(/token: .*/, `<<: {token: ${TOKEN}}`)),
  file('an alias that is not defined', (places) => text(places).replace(/token: .*/, 'token: *nowhere')),
  file('tabs before a key', (places) => text(places).replace('      token', '\ttoken')),
  file('a tab after a colon', (places) => text(places).replace('token: ', 'token:\t')),
  file('an unclosed quote', (places) => text(places).replace('token: ', 'token: "')),
  file('a value that begins with @', (places) => text(places).replace('token: ', 'token: @')),
  file('two colons in a line', (places) => text(places).replace('token: ', 'token: a: ')),
  file('a control character', (places) => text(places).replace('token: ', 'token: \u0001')),
  file('a zero byte at its end', (places) => `${text(places)}\0`),
  file('a folded token', (places) => text(places).replace(/token: .*/, `token: >-\n        ${TOKEN}`)),
  file('a token with a line break', (places) =>
    text(places).replace(/token: .*/, `token: |\n        ${TOKEN}\n`),
  ),
  file('a token with spaces around', (places) => text(places).replace(/token: .*/, `token: "  ${TOKEN}  "`)),
  file('a tagged token', (places) => text(places).replace('token: ', 'token: !!str ')),
  file('a token in base64', (places) =>
    text(places).replace(/token: .*/, `token: !!binary ${Buffer.from(TOKEN).toString('base64')}`),
  ),
  file('words of a program', () => 'Not logged in\n'),
  file('a list', () => '- a\n'),
  file('nothing', () => ''),
  file('a comment', () => '# nothing yet\n'),
  file('another kind', (places) => text(places).replace('kind: Config', 'kind: List')),
  file('another version', (places) => text(places).replace('apiVersion: v1', 'apiVersion: v2')),
  file('no kind and version', (places) =>
    text(places).replace('kind: Config\n', '').replace('apiVersion: v1\n', ''),
  ),
  file('fields that nobody knows', (places) => `${text(places)}minikube: {a: 1}\n`),
];

/** Values where text is expected: some need quotes. */
const scalars: Case[] = [
  '123',
  '1e3',
  '12e456789',
  '0o17',
  '0x1f',
  '089',
  '1_000',
  '.5',
  'yes',
  'y',
  'off',
  '2001-01-01',
  '1:20',
  '~',
  '=',
  '-',
  '!x 1',
].map((value) => ({
  name: `file: another user's token is ${value}`,
  set: (folder, places) =>
    void folder.write(
      'config',
      text(places).replace('users:\n', `users:\n  - name: other\n    user:\n      token: ${value}\n`),
    ),
}));

function entries(name: string, more: (places: Places) => object, context?: string): Case {
  return {
    name: `entries: ${name}`,
    set: (folder, places) => {
      write(folder, { ...good(places), ...more(places) });
      return context === undefined ? {} : { context };
    },
  };
}

const user = { name: 'u', user: { token: TOKEN } };
const ownContext = { name: 'x', context: { cluster: 'c', user: 'u' } };

/** Entries that are damaged, missing, or irrelevant to the context. */
const damaged: Case[] = [
  entries('a context without cluster and user, not used', () => ({
    contexts: [{ name: 'stale', context: { namespace: 'foo' } }, ownContext],
  })),
  entries('a context of an unknown cluster, not used', () => ({
    contexts: [ownContext, { name: 'stale', context: { cluster: 'gone', user: 'gone' } }],
  })),
  entries('a cluster without server, not used', (places) => ({
    clusters: [
      { name: 'c', cluster: front(places) },
      { name: 'd', cluster: {} },
    ],
  })),
  entries('a cluster with an empty server, not used', (places) => ({
    clusters: [
      { name: 'd', cluster: { server: '' } },
      { name: 'c', cluster: front(places) },
    ],
  })),
  entries('a user with a token file that is gone, not used', () => ({
    users: [user, { name: 'v', user: { tokenFile: '/gone' } }],
  })),
  entries('a user that is null, not used', () => ({ users: [user, { name: 'v', user: null }] })),
  entries('an entry without a name', () => ({ users: [user, { user: { token: 'x' } }] })),
  entries('an entry that is null', () => ({ users: [null, user] })),
  entries('sections that are null', () => ({ extensions: null, preferences: null })),
  entries('another user with base64 that is none', () => ({
    users: [user, { name: 'v', user: { 'client-key-data': '%%%' } }],
  })),
  entries('two users of one name', () => ({ users: [user, user] })),
  entries('users as a map', () => ({ users: { u: { token: TOKEN } } })),
  entries('the context is not there', () => ({ 'current-context': 'gone' })),
  entries('the context that is asked for is not there', () => ({}), 'gone'),
  entries('no current context', () => ({ 'current-context': '' })),
  entries('no current context, but one is asked for', () => ({ 'current-context': null }), 'x'),
  entries('the context is null', () => ({ contexts: [{ name: 'x', context: null }] })),
  entries('the context names no cluster', () => ({ contexts: [{ name: 'x', context: { user: 'u' } }] })),
  entries('the context names a cluster that is not there', () => ({
    contexts: [{ name: 'x', context: { cluster: 'd', user: 'u' } }],
  })),
  entries('the context names a user that is not there', () => ({
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'v' } }],
  })),
  entries('the context has a namespace that cannot be', () => ({
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'No_Namespace' } }],
  })),
  ...[
    'arn:aws:eks:eu-west-1:1:cluster/prod',
    'ns/host:6443/user',
    'a b',
    'a"b',
    'a#b?',
    'a%2Fb',
    '中文',
    '-',
  ].map((name) =>
    entries(`the context is called ${name}`, () => ({
      'current-context': name,
      contexts: [{ name, context: { cluster: 'c', user: 'u' } }],
    })),
  ),
];

function list(name: string, set: (folder: Folder, places: Places) => string, context?: string): Case {
  return {
    name: `list: ${name}`,
    set: (folder, places) => ({
      env: { KUBECONFIG: set(folder, places) },
      ...(context === undefined ? {} : { context }),
    }),
  };
}

/** Several files in KUBECONFIG. */
const lists: Case[] = [
  list('empty entries and a missing file', ({ path, write: put }, places) => {
    put('a', text(places));
    return `:/gone/away:${path}/a::`;
  }),
  list('only missing files', () => '/gone/away:/gone/too'),
  list('only a separator', () => ':'),
  list('the home folder is not looked up', ({ write: put }, places) => {
    put('home/config', text(places));
    return '~/config';
  }),
  list('a folder', ({ path }) => path),
  list('an empty file first', ({ path, write: put }, places) => {
    put('a', '');
    put('b', '# nothing\n');
    put('c', text(places));
    return `${path}/a:${path}/b:${path}/c`;
  }),
  list('a broken file first', ({ path, write: put }, places) => {
    put('a', 'x: "y');
    put('b', text(places));
    return `${path}/a:${path}/b`;
  }),
  list('a broken file last', ({ path, write: put }, places) => {
    put('a', text(places));
    put('b', 'x: "y');
    return `${path}/a:${path}/b`;
  }),
  list('one part a file', ({ path, write: put }, places) => {
    put('a', stringify({ 'current-context': 'x', contexts: [ownContext] }));
    put('b', stringify({ clusters: [{ name: 'c', cluster: front(places) }] }));
    put('c', stringify({ users: [user] }));
    return `${path}/a:${path}/b:${path}/c`;
  }),
  list('the first user of a name wins', ({ path, write: put }, places) => {
    put('a', stringify({ users: [user] }));
    put('b', stringify({ ...good(places), users: [{ name: 'u', user: { token: 'wrong' } }] }));
    return `${path}/a:${path}/b`;
  }),
  list('the first user of a name wins, though it is the wrong one', ({ path, write: put }, places) => {
    put('a', stringify({ users: [{ name: 'u', user: { token: 'wrong' } }] }));
    put('b', text(places));
    return `${path}/a:${path}/b`;
  }),
  list('the first current context wins', ({ path, write: put }, places) => {
    put('a', stringify({ 'current-context': 'x' }));
    put('b', stringify({ ...good(places), 'current-context': 'later' }));
    return `${path}/a:${path}/b`;
  }),
  list('the first current context wins, though it is not there', ({ path, write: put }, places) => {
    put('a', stringify({ 'current-context': 'later' }));
    put('b', text(places));
    return `${path}/a:${path}/b`;
  }),
  list('an entry is not mixed from two files', ({ path, write: put }, places) => {
    put('a', stringify({ clusters: [{ name: 'c', cluster: { 'tls-server-name': 'localhost' } }] }));
    put('b', text(places));
    return `${path}/a:${path}/b`;
  }),
  list('the same file twice', ({ path, write: put }, places) => {
    put('a', text(places));
    return `${path}/a:${path}/a`;
  }),
  list('paths start at their own file', ({ path, write: put }, places) => {
    put('one/a', stringify({ ...good(places), users: [], clusters: [] }));
    put(
      'two/b',
      stringify({
        clusters: [
          {
            name: 'c',
            cluster: { server: `https://127.0.0.1:${places.tls}`, 'certificate-authority': 'ca.crt' },
          },
        ],
      }),
    );
    put('two/ca.crt', places.authority);
    put('three/c', stringify({ users: [{ name: 'u', user: { tokenFile: '../token' } }] }));
    put('token', TOKEN);
    return `${path}/one/a:${path}/two/b:${path}/three/c`;
  }),
];

export const FILE_CASES: Case[] = [...forms, ...scalars, ...damaged, ...lists];
