import { delimiter } from 'node:path';
import {
  base64,
  type Case,
  config,
  type Folder,
  front,
  GET_TOKEN,
  type Places,
  TOKEN,
  write,
} from '#tests/system/kubeconfigs/case.ts';

const V1 = GET_TOKEN.apiVersion;
const V1BETA1 = 'client.authentication.k8s.io/v1beta1';

interface PluginCase {
  /** The plugin's output; a credential with the token when absent. */
  prints?: (places: Places) => string;
  /** Lines of its script before it prints. */
  script?: string;
  exec?: (folder: Folder) => object;
  cluster?: object;
  env?: (folder: Folder) => Record<string, string>;
}

function plugin(
  name: string,
  {
    prints = () => answer({ token: TOKEN }),
    script = '',
    exec = () => ({}),
    cluster = {},
    env = () => ({}),
  }: PluginCase,
): Case {
  return {
    name: `plugin: ${name}`,
    set: (folder, places) => {
      folder.write('answer', prints(places));
      folder.write('bin/get-token', `#!/bin/sh\n${script}\ncat '${folder.path}/answer'\n`);
      const entry = {
        apiVersion: V1,
        interactiveMode: 'Never',
        command: `${folder.path}/bin/get-token`,
        ...exec(folder),
      };
      write(folder, config({ exec: entry }, front(places, cluster)));
      return { env: env(folder) };
    },
  };
}

const answer = (status: unknown, apiVersion = V1, kind = 'ExecCredential'): string =>
  JSON.stringify({ apiVersion, kind, status });
const prints = (name: string, text: string | ((places: Places) => string)): Case =>
  plugin(`that prints ${name}`, { prints: typeof text === 'string' ? () => text : text });

const versions: Case[] = [
  plugin('of v1', {}),
  plugin('of v1beta1', {
    prints: () => answer({ token: TOKEN }, V1BETA1),
    exec: () => ({ apiVersion: V1BETA1, interactiveMode: undefined }),
  }),
  plugin('of v1 that answers in v1beta1', { prints: () => answer({ token: TOKEN }, V1BETA1) }),
  plugin('of v1beta1 that answers in v1', { exec: () => ({ apiVersion: V1BETA1 }) }),
  plugin('of v1alpha1', { exec: () => ({ apiVersion: 'client.authentication.k8s.io/v1alpha1' }) }),
  plugin('of no version', { exec: () => ({ apiVersion: '' }) }),
  plugin('of v1 without interactiveMode', { exec: () => ({ interactiveMode: undefined }) }),
  plugin('with interactiveMode IfAvailable', { exec: () => ({ interactiveMode: 'IfAvailable' }) }),
  plugin('with interactiveMode Always', { exec: () => ({ interactiveMode: 'Always' }) }),
  plugin('with another interactiveMode', { exec: () => ({ interactiveMode: 'Sometimes' }) }),
];

const commands: Case[] = [
  plugin('beside the file', { exec: () => ({ command: './bin/get-token' }) }),
  plugin('beside the file, without a dot', { exec: () => ({ command: 'bin/get-token' }) }),
  plugin('found in PATH', {
    exec: () => ({ command: 'get-token' }),
    env: ({ path }) => ({ PATH: `${path}/bin${delimiter}${process.env.PATH}` }),
  }),
  plugin('found in a relative folder of PATH', {
    exec: () => ({ command: 'get-token' }),
    env: () => ({ PATH: `bin${delimiter}${process.env.PATH}` }),
  }),
  plugin('in PATH by its own environment only', {
    exec: ({ path }) => ({
      command: 'get-token',
      env: [{ name: 'PATH', value: `${path}/bin:/usr/bin:/bin` }],
    }),
  }),
  plugin('that is gone', { exec: () => ({ command: 'gone-plugin', installHint: 'install it' }) }),
  plugin('that is a folder', { exec: ({ path }) => ({ command: path }) }),
  plugin('without a command', { exec: () => ({ command: '' }) }),
  plugin('with a ~ in its command', { exec: () => ({ command: '~/bin/get-token' }) }),
  plugin('with args and env that are null', { exec: () => ({ args: null, env: null }) }),
  plugin('with args', { script: '[ "$1 $2" = "a b c" ] || exit 1', exec: () => ({ args: ['a b', 'c'] }) }),
  plugin('with env', {
    script: '[ "$PROFILE" = "pr od" ] || exit 1',
    exec: () => ({ env: [{ name: 'PROFILE', value: 'pr od' }] }),
  }),
  plugin('with an env that has no name', { exec: () => ({ env: [{ value: 'x' }] }) }),
  plugin('that reads the environment around', { script: '[ "$HOME" != "" ] || exit 1' }),
  plugin('that reads from standard input', {
    script: 'read code || true; [ -z "$code" ] || exit 1',
    exec: () => ({ interactiveMode: 'IfAvailable' }),
  }),
  plugin('that insists on standard input', {
    script: 'read code || { echo "no terminal" >&2; exit 1; }',
    exec: () => ({ interactiveMode: 'IfAvailable' }),
  }),
];

const information: Case[] = [
  plugin('that needs KUBERNETES_EXEC_INFO', {
    script: 'case "$KUBERNETES_EXEC_INFO" in *\'"spec":{"interactive":false}\'*) ;; *) exit 1;; esac',
  }),
  plugin('that needs the cluster', {
    script:
      'case "$KUBERNETES_EXEC_INFO" in *\'"server":"https://127.0.0.1:\'*\'"certificate-authority-data":"\'*\'"config":null\'*) ;; *) exit 1;; esac',
    exec: () => ({ provideClusterInfo: true }),
  }),
  plugin('that is not told the cluster', {
    script: 'case "$KUBERNETES_EXEC_INFO" in *server*) exit 1;; esac',
  }),
  plugin('that needs the cluster’s extension and server name', {
    script:
      'case "$KUBERNETES_EXEC_INFO" in *\'"tls-server-name":"localhost"\'*\'"config":{"audience":"x","n":1}\'*) ;; *) exit 1;; esac',
    exec: () => ({ provideClusterInfo: true }),
    cluster: {
      'tls-server-name': 'localhost',
      extensions: [
        { name: 'other', extension: { a: 1 } },
        { name: 'client.authentication.k8s.io/exec', extension: { audience: 'x', n: 1 } },
      ],
    },
  }),
];

const answers: Case[] = [
  prints('no status', JSON.stringify({ apiVersion: V1, kind: 'ExecCredential' })),
  prints('an empty status', answer({})),
  prints('nothing', ''),
  prints('words', 'Please sign in'),
  prints('YAML', `apiVersion: ${V1}\nkind: ExecCredential\nstatus: {token: ${TOKEN}}\n`),
  prints('another kind', answer({ token: TOKEN }, V1, 'Other')),
  prints('no kind', JSON.stringify({ apiVersion: V1, status: { token: TOKEN } })),
  prints('no apiVersion', JSON.stringify({ kind: 'ExecCredential', status: { token: TOKEN } })),
  prints('a token that is a number', answer({ token: 5 })),
  prints('a token with a line break', answer({ token: `${TOKEN}\n` })),
  prints('JSON and more', `${answer({ token: TOKEN })} more`),
  prints('two credentials', `${answer({ token: TOKEN })}${answer({ token: TOKEN })}`),
  prints('a byte-order mark', `\ufeff${answer({ token: TOKEN })}`),
  prints('a wrong token', answer({ token: 'wrong' })),
  prints('a token that is over', answer({ token: TOKEN, expirationTimestamp: '2001-01-01T00:00:00Z' })),
  prints('a token that lasts', answer({ token: TOKEN, expirationTimestamp: '2101-01-01T00:00:00.5+02:00' })),
  prints('an expiry that is no time', answer({ token: TOKEN, expirationTimestamp: 'soon' })),
  prints('a certificate', ({ admin }) =>
    answer({ clientCertificateData: admin.cert, clientKeyData: admin.key }),
  ),
  prints('a certificate and a token', ({ admin }) =>
    answer({ token: TOKEN, clientCertificateData: admin.cert, clientKeyData: admin.key }),
  ),
  prints('a certificate without a key', ({ admin }) => answer({ clientCertificateData: admin.cert })),
  prints('a certificate that is none', answer({ clientCertificateData: 'x', clientKeyData: 'y' })),
  prints('a certificate and another one’s key', ({ admin, stranger }) =>
    answer({ clientCertificateData: admin.cert, clientKeyData: stranger.key }),
  ),
  plugin('that fails', { script: 'echo "sign in first" >&2; exit 3' }),
  plugin('that fails although it prints a token', { script: `cat "$(dirname "$0")/../answer"; exit 1` }),
  plugin('that ends itself by a signal', { script: 'kill -9 $$' }),
  plugin('with words on standard error', { script: 'echo "using the cached session" >&2' }),
];

const more: Case[] = [
  {
    name: 'plugin: impersonates with its token',
    set: (folder, places) => {
      folder.write('get-token', `#!/bin/sh\necho '${answer({ token: TOKEN })}'\n`);
      const user = { exec: GET_TOKEN, as: 'pat', 'as-groups': ['system:masters'] };
      write(folder, config(user, front(places)));
    },
  },
  {
    name: 'plugin: gets the authority of a file',
    set: (folder, places) => {
      folder.write('ca.crt', places.authority);
      folder.write(
        'get-token',
        `#!/bin/sh\ncase "$KUBERNETES_EXEC_INFO" in *'"certificate-authority-data":"${base64(places.authority)}"'*) ;; *) exit 1;; esac\necho '${answer({ token: TOKEN })}'\n`,
      );
      const exec = { ...GET_TOKEN, provideClusterInfo: true };
      write(
        folder,
        config({ exec }, { server: `https://127.0.0.1:${places.tls}`, 'certificate-authority': 'ca.crt' }),
      );
    },
  },
];

export const PLUGIN_CASES: Case[] = [...versions, ...commands, ...information, ...answers, ...more];
