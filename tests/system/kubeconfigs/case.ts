import { stringify } from 'yaml';
import type { Pair } from '#tests/system/kubeconfigs/certificates.ts';
import { jwt } from '#tests/system/kubeconfigs/issuer.ts';

/** The bearer token that the front accepts. */
export const TOKEN = 'good-token-0123456789';
/** What it accepts instead of TOKEN after a rotation. */
export const NEXT_TOKEN = 'next-token-0123456789';
/** The token that the issuer returns and the front accepts. */
export const ID_TOKEN = jwt({ iss: 'i', sub: 'jane', exp: 4_102_444_800 });
/** The password of the user `jane`. */
export const PASSWORD = 'pa ss:wörd';
/** The credentials for the proxies that require a login. */
export const LOGIN = { user: 'jane', password: 'p@ss/word' };

/** The addresses and files of the room's parts, for use in cases. */
export interface Places {
  authority: string;
  intermediate: string;
  strangerAuthority: string;
  admin: Pair;
  stranger: Pair;
  /**
   * Ports of the front: certificates for localhost, 127.0.0.1, ::1 and api.test; for another name; with only a common name; below the
   * intermediate.
   */
  tls: number;
  otherName: number;
  commonName: number;
  leafOnly: number;
  plain: number;
  httpProxy: number;
  httpProxyWithLogin: number;
  httpsProxy: number;
  socks: number;
  socksWithLogin: number;
  issuer: string;
}

/** One case's folder. Files are written with mode 0700, so that scripts run. */
export interface Folder {
  path: string;
  write: (name: string, content: string | Buffer) => string;
}

/** A case's settings: environment variables and possibly a context. KUBECONFIG is `<folder>/config` when absent. */
interface Setting {
  env?: Record<string, string>;
  context?: string;
}

export interface Case {
  name: string;
  set: (folder: Folder, places: Places) => Setting | undefined;
  /** Why Sluice refuses what kubectl accepts, always for safety. Absent: the same as kubectl. */
  saferBecause?: string;
}

/** The entries of a kubeconfig with one context, `x`. A field of `undefined` is left out. */
export function config(user: unknown, cluster: object, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'x',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    ...more,
  };
}

/** An `exec` entry whose plugin is the file `get-token` next to the kubeconfig. */
export const GET_TOKEN = {
  apiVersion: 'client.authentication.k8s.io/v1',
  interactiveMode: 'Never',
  command: './get-token',
};

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The front under its own certificate, as a cluster entry. */
export function front({ tls, authority }: Places, more: object = {}): object {
  return { server: `https://127.0.0.1:${tls}`, 'certificate-authority-data': base64(authority), ...more };
}

/** Writes `config` as YAML. */
export function write(folder: Folder, content: object, file = 'config'): void {
  folder.write(file, stringify(content, { aliasDuplicateObjects: false }));
}
