import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Agent } from 'undici';
import { parse, stringify } from 'yaml';
import { KNATIVE } from '#lib/kubernetes/resource.ts';
import { SYSTEM } from '#server/caller.ts';
import { SystemClock } from '#server/clock.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { type Pair, TestAuthority } from '#tests/system/kubeconfigs/certificates.ts';
import { Front, forwardTo } from '#tests/system/kubeconfigs/front.ts';
import { jwt, startIssuer } from '#tests/system/kubeconfigs/issuer.ts';
import { startHttpProxy, startSocksProxy, type TestProxy } from '#tests/system/kubeconfigs/proxies.ts';

export const TOKEN = 'good-token-0123456789';
export const PASSWORD = 'pa ss:wörd';
export const ID_TOKEN = jwt({ iss: 'i', sub: 'jane', exp: 4_102_444_800 });
export const LOGIN = { user: 'jane', password: 'p@ss/word' };

/** Where the parts of the room are: what a case may name. */
export interface Places {
  authority: string;
  intermediate: string;
  strangerAuthority: string;
  admin: Pair;
  stranger: Pair;
  /** Ports of the front: certificates for localhost, 127.0.0.1, ::1 and api.test; for another name; with a common name alone; below the intermediate. */
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

/** A folder of one case. Files are written with mode 0700, so that scripts run. */
export interface Folder {
  path: string;
  write: (name: string, content: string | Buffer) => string;
}

/** What a case sets: the variables and perhaps a context. KUBECONFIG is `<folder>/config` when absent. */
export interface Setting {
  env?: Record<string, string>;
  context?: string;
}

export interface Case {
  name: string;
  set: (folder: Folder, places: Places) => Setting | undefined;
  /** Why Sluice refuses what kubectl accepts: each is safer. Absent: the same as kubectl. */
  saferBecause?: string;
}

export interface Outcome {
  kubectl: { services: string[] | null; words: string; proofs: string[] };
  sluice: { services: string[] | null; words: string; proofs: string[] };
}

/** Everything a case connects to, on loopback. */
export class Room {
  readonly front: Front;
  readonly places: Places;
  readonly #folder: string;
  readonly #close: () => Promise<void>;
  #count = 0;

  private constructor(front: Front, places: Places, folder: string, close: () => Promise<void>) {
    this.front = front;
    this.places = places;
    this.#folder = folder;
    this.#close = close;
  }

  /** Opens one in front of a cluster. */
  static async open(cluster: EmbeddedTestCluster): Promise<Room> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfigs-'));
    const kubeconfig = parse(readFileSync(cluster.kubeconfig(), 'utf8')) as {
      clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
      users: { user: { token: string } }[];
    };
    const { server = '', 'certificate-authority-data': ca = '' } = kubeconfig.clusters[0]?.cluster ?? {};
    const agent = new Agent({ connect: { ca: Buffer.from(ca, 'base64') } });
    const basic = Buffer.from(`jane:${PASSWORD}`).toString('base64');
    const front = new Front(
      [`Bearer ${TOKEN}`, `Basic ${basic}`, `Bearer ${ID_TOKEN}`],
      forwardTo({ dispatcher: agent }, server, kubeconfig.users[0]?.user.token ?? ''),
    );
    const authority = await TestAuthority.create('room-ca');
    const intermediate = await authority.intermediate('room-intermediate');
    const stranger = await TestAuthority.create('stranger-ca');
    const names = [
      { type: 'dns', value: 'localhost' },
      { type: 'dns', value: 'api.test' },
      { type: 'ip', value: '127.0.0.1' },
      { type: 'ip', value: '::1' },
    ] as const;
    const pair = await authority.server('front', names);
    const issuer = await startIssuer(pair, ID_TOKEN);
    const proxies: TestProxy[] = [
      await startHttpProxy({}),
      await startHttpProxy({ login: `${LOGIN.user}:${LOGIN.password}` }),
      await startHttpProxy({ tls: pair }),
      await startSocksProxy({}),
      await startSocksProxy({ login: LOGIN }),
    ];
    const [httpProxy = 0, httpProxyWithLogin = 0, httpsProxy = 0, socks = 0, socksWithLogin = 0] =
      proxies.map(({ port }) => port);
    const places: Places = {
      authority: authority.pem,
      intermediate: intermediate.pem,
      strangerAuthority: stranger.pem,
      admin: await authority.client('admin'),
      stranger: await stranger.client('admin'),
      tls: await front.listenTls(pair, authority.pem),
      otherName: await front.listenTls(
        await authority.server('other', [{ type: 'dns', value: 'kubernetes.internal' }]),
        authority.pem,
      ),
      commonName: await front.listenTls(await authority.server('localhost', []), authority.pem),
      leafOnly: await front.listenTls(await intermediate.server('leaf', names), authority.pem),
      plain: await front.listenPlain(),
      httpProxy,
      httpProxyWithLogin,
      httpsProxy,
      socks,
      socksWithLogin,
      issuer: issuer.url,
    };
    return new Room(front, places, folder, async () => {
      await front.close();
      await issuer.close();
      for (const proxy of proxies) await proxy.close();
      await agent.destroy();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  async close(): Promise<void> {
    await this.#close();
  }

  /** Lets kubectl and Sluice list the Services, each from a folder of its own. */
  async run(given: Case): Promise<Outcome> {
    this.front.seen.length = 0;
    const one = this.prepare(given, 'kubectl');
    const other = this.prepare(given, 'sluice');
    const [kubectl, sluice] = await Promise.all([this.kubectl(one), this.sluice(other)]);
    const proofsOf = (client: string): string[] => [
      ...new Set(
        this.front.seen.filter((seen) => seen.client === client).map(({ proof }) => proof.join(' ')),
      ),
    ];
    return {
      kubectl: { ...kubectl, proofs: proofsOf('kubectl') },
      sluice: { ...sluice, proofs: proofsOf('sluice') },
    };
  }

  /** Writes the files of a case into a new folder, and returns its environment. */
  prepare(given: Case, who: string): { env: Record<string, string>; context?: string; folder: Folder } {
    const path = join(this.#folder, `${this.#count++}-${who}`);
    const folder: Folder = {
      path,
      write: (name, content) => {
        const file = join(path, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        chmodSync(file, 0o700);
        return file;
      },
    };
    mkdirSync(join(path, 'home'), { recursive: true });
    const { env, context } = given.set(folder, this.places) ?? {};
    return {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: join(path, 'home'),
        KUBECONFIG: join(path, 'config'),
        ...env,
      },
      folder,
      ...(context === undefined ? {} : { context }),
    };
  }

  async kubectl({ env, context }: { env: Record<string, string>; context?: string }) {
    const args = [
      ...(context === undefined ? [] : ['--context', context]),
      '--cache-dir',
      join(this.#folder, 'cache'),
      '--request-timeout=5s',
      'get',
      'services.v1.serving.knative.dev',
      '-A',
      '-o',
      String.raw`jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}`,
    ];
    return await new Promise<{ services: string[] | null; words: string }>((resolve) => {
      const child = execFile(
        'kubectl',
        args,
        { env: env as NodeJS.ProcessEnv, timeout: 30_000 },
        (error, stdout, stderr) => {
          const services =
            error === null
              ? stdout
                  .split('\n')
                  .filter((line) => line !== '')
                  .sort()
              : null;
          resolve({ services, words: stderr.trim() });
        },
      );
      child.stdin?.end();
    });
  }

  load({
    env,
    context,
    folder,
  }: {
    env: Record<string, string>;
    context?: string;
    folder: Folder;
  }): Credentials {
    return loadCredentials({
      env,
      clock: new SystemClock(),
      home: env.HOME ?? folder.path,
      terminal: () => undefined,
      ...(context === undefined ? {} : { context }),
    });
  }

  async sluice(prepared: { env: Record<string, string>; context?: string; folder: Folder }) {
    let credentials: Credentials | undefined;
    try {
      credentials = this.load(prepared);
      return { services: await this.list(credentials), words: '' };
    } catch (error) {
      return { services: null, words: error instanceof Error ? error.message : String(error) };
    } finally {
      await credentials?.close();
    }
  }

  async list(credentials: Credentials): Promise<string[]> {
    const client = new KubernetesClient({ credentials, clock: new SystemClock() });
    const { items } = await client.list(SYSTEM, KNATIVE.service, { limit: 500 });
    return items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
  }
}

/** Several rooms in front of one cluster, so that cases run side by side and still see their own requests alone. */
export class Rooms {
  readonly #cluster: EmbeddedTestCluster;
  readonly #rooms: readonly Room[];
  readonly #free: Room[];
  readonly #waiting: ((room: Room) => void)[] = [];

  private constructor(cluster: EmbeddedTestCluster, rooms: readonly Room[]) {
    this.#cluster = cluster;
    this.#rooms = rooms;
    this.#free = [...rooms];
  }

  static async start(count: number): Promise<Rooms> {
    const cluster = await EmbeddedTestCluster.start();
    return new Rooms(cluster, await Promise.all(Array.from({ length: count }, () => Room.open(cluster))));
  }

  async use<T>(work: (room: Room) => Promise<T>): Promise<T> {
    const room = this.#free.pop() ?? (await new Promise<Room>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(room);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(room);
      else next(room);
    }
  }

  async close(): Promise<void> {
    for (const room of this.#rooms) await room.close();
    await this.#cluster.stop();
  }
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

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The front under its own certificate, as a cluster entry. */
export function front({ tls, authority }: Places, more: object = {}): object {
  return { server: `https://127.0.0.1:${tls}`, 'certificate-authority-data': base64(authority), ...more };
}

/** Writes `config` as YAML. */
export function write(folder: Folder, content: object, file = 'config'): void {
  folder.write(file, stringify(content, { aliasDuplicateObjects: false }));
}
