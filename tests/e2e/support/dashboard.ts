import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CODES_PATH } from '#lib/access/page-access.ts';
import type { TestCluster, TestUser } from '#tests/cluster/support/test-cluster.ts';
import { Program, until } from '#tests/e2e/support/processes.ts';
import { followAddress } from '#tests/e2e/support/sign-in.ts';
import { freePort } from '#tests/free-port.ts';

export interface DashboardOptions {
  /** The user whose kubeconfig it reads; the admin when absent. */
  user?: TestUser;
  /** The path of another kubeconfig for the same cluster. */
  kubeconfig?: string;
  /** Further settings, e.g. `SLUICE_NAMESPACES`. */
  env?: Record<string, string>;
  /** What to wait for: every kind listed, or only an answer, for clusters that never get that far. */
  waitFor?: 'readyz' | 'healthz';
}

/** The built dashboard as a test's own process. */
export class Dashboard {
  readonly port: number;
  /** The script token. */
  readonly token = randomBytes(24).toString('base64url');
  readonly stateDir = mkdtempSync(join(tmpdir(), 'sluice-dashboard-'));
  readonly #cluster: TestCluster;
  readonly #options: DashboardOptions;
  #program: Program;
  #outputBefore = '';

  private constructor(port: number, cluster: TestCluster, options: DashboardOptions) {
    this.port = port;
    this.#cluster = cluster;
    this.#options = options;
    this.#program = this.#launch();
  }

  /** Starts one on a free port, on a cluster, and waits until every kind is listed. */
  static async start(cluster: TestCluster, options: DashboardOptions = {}): Promise<Dashboard> {
    const dashboard = new Dashboard(await freePort(), cluster, options);
    await dashboard.#answers();
    return dashboard;
  }

  /** The address for Node; in browsers, the address whose cookies are shared by every port. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The address for browsers: a host name that nothing else uses. */
  get origin(): string {
    return `http://${readFileSync(join(this.stateDir, 'host'), 'utf8').trim()}:${this.port}`;
  }

  /** The path of the cluster's overview; the pages of its Services are below it. */
  get home(): string {
    return `/c/${this.#cluster.context}`;
  }

  /** Its output across all restarts. */
  get output(): string {
    return this.#outputBefore + this.#program.output;
  }

  /** Sends a request to the HTTP API with the bearer token. */
  async api(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.url}/api${this.home}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** Returns a value of /metrics by its name and labels, as at the start of its line; NaN when there is none. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.url}/metrics`, { headers: { authorization: `Bearer ${this.token}` } });
    const line = (await answer.text()).split('\n').find((it) => it.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? Number.NaN);
  }

  /** Signs a browser in with a fresh code and opens a page: '' for the overview, '/services/shop/checkout?tab=tree'. */
  async enter(page: Page, path = ''): Promise<void> {
    await followAddress(page, `${await this.launchAddress()}&to=${encodeURIComponent(this.home + path)}`);
  }

  /** Returns the address that the launcher prints, with a fresh code: under its own host name, or under 127.0.0.1. */
  async launchAddress(kind: 'own' | 'shared' = 'own'): Promise<string> {
    const answer = await fetch(this.url + CODES_PATH, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}` },
    });
    const { address, fallbackAddress } = (await answer.json()) as Record<string, string>;
    return (kind === 'own' ? address : fallbackAddress) ?? '';
  }

  /** Stops it for good, and removes its files. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#program.end(signal);
  }

  /** Restarts a stopped one: same port, same token; only sessions and the host name persist. */
  async restart(): Promise<void> {
    this.#outputBefore += this.#program.output;
    this.#program = this.#launch();
    await this.#answers();
  }

  #launch(): Program {
    return new Program(
      ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(this.port)],
      {
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        KUBECONFIG: this.#options.kubeconfig ?? this.#cluster.kubeconfig(this.#options.user),
        SLUICE_TOKEN: this.token,
        SLUICE_STATE_DIR: this.stateDir,
        SLUICE_PORT: String(this.port),
        SLUICE_EMBEDDED: this.#cluster.kind === 'embedded' ? '1' : '',
        ...this.#options.env,
      },
    );
  }

  async #answers(): Promise<void> {
    const path = this.#options.waitFor ?? 'readyz';
    await until(`the dashboard answers /${path}`, async () => {
      const answer = await fetch(`${this.url}/${path}`).catch(() => undefined);
      return answer?.ok === true;
    });
  }
}
