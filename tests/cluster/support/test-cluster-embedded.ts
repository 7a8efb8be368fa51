import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { parse } from 'yaml';
import { KNATIVE } from '#lib/knative/resources.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { Api } from '#tests/cluster/plane/api.ts';
import type { TestCluster, TestClusterOptions, TestUser } from '#tests/cluster/support/test-cluster.ts';
import { ClusterObjects } from '#tests/cluster/support/test-cluster-objects.ts';
import { Program } from '#tests/e2e/support/processes.ts';
import { freePort } from '#tests/free-port.ts';

const FAST = 30;

/** An embedded cluster: its process, the admin's API client, its levers. */
export class EmbeddedTestCluster extends ClusterObjects implements TestCluster {
  readonly kind = 'embedded';
  readonly context = 'embedded';
  readonly keepsDataOverRestart = false;
  readonly port: number;
  readonly #folder: string;
  readonly #options: TestClusterOptions;
  #program: Program;
  #leversUrl = '';
  #admin: Api | undefined;

  private constructor(port: number, folder: string, options: TestClusterOptions) {
    super();
    this.port = port;
    this.#folder = folder;
    this.#options = options;
    this.#program = this.#launch();
  }

  /** Starts one on a free port, with the scenarios in it unless it is to be empty. */
  static async start(options: TestClusterOptions = {}): Promise<EmbeddedTestCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    const cluster = new EmbeddedTestCluster(await freePort(), folder, options);
    await cluster.#connect();
    return cluster;
  }

  protected override get admin(): Api {
    if (this.#admin === undefined) throw new Error('The embedded cluster has not been started.');
    return this.#admin;
  }

  kubeconfig(user: TestUser = 'admin'): string {
    return join(this.#folder, `${user}.kubeconfig`);
  }

  /** Pulls a lever (simulator/faults/levers.ts lists them): `speed`, `delay`, `refuse`, `respond`, … */
  async pull(lever: string, body: unknown = {}): Promise<void> {
    const answer = await request(`${this.#leversUrl}/${lever}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      throw new Error(`The lever ${lever} answered ${answer.statusCode}: ${text}`);
  }

  async fast(): Promise<void> {
    await this.pull('speed', { speed: FAST });
  }

  async normalSpeed(): Promise<void> {
    await this.pull('speed', { speed: 1 });
  }

  async freeze(): Promise<void> {
    await this.pull('freeze');
  }

  async thaw(): Promise<void> {
    await this.pull('thaw');
  }

  async kill(): Promise<void> {
    await this.#program.end('SIGKILL');
  }

  async restart(): Promise<void> {
    this.#program = this.#launch();
    await this.#connect();
  }

  async endWatches(): Promise<void> {
    await this.pull('end-watches');
  }

  async resetConnections(): Promise<void> {
    await this.pull('reset');
  }

  async compact(): Promise<void> {
    await this.pull('compact');
  }

  async forbid(type: ResourceType): Promise<void> {
    await this.pull('respond', { resource: resourceId(type), code: 403 });
  }

  async fail(type: ResourceType): Promise<void> {
    await this.pull('respond', { resource: resourceId(type), code: 500 });
  }

  async heal(): Promise<void> {
    await this.pull('clear');
  }

  async stop(): Promise<void> {
    await this.#admin?.close();
    await this.#program.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #launch(): Program {
    return new Program(['--disable-warning=ExperimentalWarning', 'simulator/main.ts'], {
      SIMULATOR_PORT: String(this.port),
      SIMULATOR_LEVERS_PORT: '0',
      SIMULATOR_KUBECONFIG_FOLDER: this.#folder,
      SIMULATOR_CREDENTIALS: join(this.#folder, 'credentials.json'),
      SIMULATOR_SCENARIOS: this.#options.isEmpty === true ? '0' : '1',
    });
  }

  async #connect(): Promise<void> {
    const { leversUrl } = await this.#program.ready();
    this.#leversUrl = String(leversUrl);
    const config = parse(await readFile(this.kubeconfig(), 'utf8')) as {
      clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
      users: { user: { token: string } }[];
    };
    const [cluster, user] = [config.clusters[0]?.cluster, config.users[0]?.user];
    const ca = Buffer.from(cluster?.['certificate-authority-data'] ?? '', 'base64').toString();
    await this.#admin?.close();
    this.#admin = new Api(cluster?.server ?? '', user?.token ?? '', ca);
    if (this.#options.isWithoutKnative !== true) return;
    for (const type of Object.values(KNATIVE))
      await this.pull('respond', { resource: resourceId(type), code: 404 });
  }
}
