import { match } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import { type LocalCaller, SYSTEM } from '#server/caller.ts';
import { ClusterHost } from '#server/cluster-host.ts';
import { readConfig } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics/metrics.ts';
import { RefusalLog } from '#server/refusal-log.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { LiveClient } from '#tests/live-client.ts';
import { TlsApiServer } from '#tests/tls-api-server.ts';

export type ServerName = 'a' | 'b';
export type UserName = 'alice' | 'bob';

/** The caller of what a page asks for. */
export const PAGE: LocalCaller = { kind: 'local', via: 'cookie' };

/**
 * One process, one kubeconfig, two API servers behind TLS that serve all tests of a file. A test writes the kubeconfig, then calls `start`,
 * after which `host`, `clock` and `lines` are there.
 */
export class HostFixture {
  readonly servers: Record<ServerName, TlsApiServer>;
  host!: ClusterHost;
  clock!: FakeClock;
  /** What the process has logged. */
  lines!: Record<string, unknown>[];
  #folder = '';
  #run = 0;

  private constructor(servers: Record<ServerName, TlsApiServer>) {
    this.servers = servers;
  }

  static async create(): Promise<HostFixture> {
    return new HostFixture({ a: await TlsApiServer.start(), b: await TlsApiServer.start() });
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.servers).map((server) => server.close()));
  }

  begin(): void {
    this.#folder = mkdtempSync(join(tmpdir(), 'sluice-host-'));
    this.nextRun();
  }

  async end(): Promise<void> {
    await this.host.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** Distinguishes the credentials of one start from those of the previous one, whose last requests may still arrive. */
  get run(): number {
    return this.#run;
  }

  nextRun(): void {
    this.#run += 1;
  }

  /** Writes the kubeconfig: its only context names this server and user; tokens are `<user>-<renewal>-<run>`. */
  write(
    server: ServerName,
    user: UserName,
    given: { renewal?: number; url?: string; ca?: string } = {},
  ): void {
    const cluster = (name: ServerName) => ({
      server: this.servers[name].url,
      'certificate-authority-data': Buffer.from(this.servers[name].authority).toString('base64'),
    });
    const { renewal = 0, url = this.servers[server].url, ca = this.servers[server].authority } = given;
    const used = { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
    const config = {
      'current-context': 'work',
      clusters: [
        { name: 'used', cluster: used },
        { name: 'a', cluster: cluster('a') },
        { name: 'b', cluster: cluster('b') },
      ],
      users: ['alice', 'bob'].map((name) => ({ name, user: { token: `${name}-${renewal}-${this.#run}` } })),
      contexts: [{ name: 'work', context: { cluster: 'used', user, namespace: `of-${user}` } }],
    };
    writeFileSync(join(this.#folder, 'config'), stringify(config));
  }

  /** Writes a kubeconfig that cannot be read. */
  damage(): void {
    writeFileSync(join(this.#folder, 'config'), '{');
  }

  /** Starts what a process runs, with the current kubeconfig. */
  start(settings: Record<string, string> = {}): void {
    const clock = new FakeClock();
    const lines: Record<string, unknown>[] = [];
    this.clock = clock;
    this.lines = lines;
    for (const server of Object.values(this.servers)) {
      server.requests.splice(0);
      server.items = () => [];
      server.respond = () => undefined;
    }
    const metrics = createMetrics();
    this.host = new ClusterHost({
      config: readConfig(settings),
      env: { KUBECONFIG: join(this.#folder, 'config') },
      clock,
      random: () => 0,
      log: createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) }),
      metrics,
      refusals: new RefusalLog({ clock, count: () => undefined, tell: () => undefined }),
    });
  }

  /** Lets time pass, so that the kubeconfig is checked again, and sends the cluster a request. */
  async ask(): Promise<void> {
    this.clock.advance(2_000);
    await this.host.use('read', (cluster) => cluster.client.getJson(SYSTEM, '/version'));
  }

  /** Id of the pending change; throws when there is none. */
  waiting(): string {
    const id = this.host.current.waitingChange()?.id;
    if (id === undefined) throw new Error('no change waits for a confirmation');
    return id;
  }

  /** Which user's credentials in this run were sent to which server, each pair once. */
  pairs(): Set<string> {
    const found = new Set<string>();
    for (const name of ['a', 'b'] as const) {
      for (const { authorization = '' } of this.servers[name].requests) {
        const [, user, ofRun] = /^Bearer (\w+)-\d+-(\d+)$/.exec(authorization) ?? [];
        if (ofRun === String(this.#run)) found.add(`${name} ${user}`);
        else match(authorization, /^Bearer \w+-\d+-\d+$/);
      }
    }
    return found;
  }

  async view(): Promise<ClusterView> {
    const text = await this.host.use('read', (cluster) => cluster.live.snapshot('cluster', PAGE));
    const found = (JSON.parse(text) as SnapshotMessage).collections.cluster?.['cluster'];
    if (found === undefined) throw new Error('the topic has the cluster');
    return found;
  }

  /** The keys of the Services on the overview. */
  async services(): Promise<string[]> {
    const text = await this.host.use('read', (cluster) => cluster.live.snapshot('services', PAGE));
    return Object.keys((JSON.parse(text) as SnapshotMessage).collections.services ?? {});
  }

  /** A browser that views the whole cluster. */
  openBrowser(): LiveClient {
    const client = new LiveClient(['services', 'cluster'], this.clock);
    client.connect(this.host.current.live);
    return client;
  }
}
