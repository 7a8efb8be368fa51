import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KNATIVE } from '#lib/knative/resources.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import { Api, eventually } from '#tests/cluster/plane/api.ts';
import {
  AUDIT_POLICY,
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  knativeArguments,
  type PlanePlaces,
} from '#tests/cluster/plane/arguments.ts';
import type { PlaneBinaries } from '#tests/cluster/plane/binaries.ts';
import { SYSTEM_NAMESPACE } from '#tests/cluster/plane/configuration.ts';
import { Authority, createServiceAccountKeys } from '#tests/cluster/plane/credentials.ts';
import { applyAll, installDefinitions, installKnative } from '#tests/cluster/plane/install.ts';
import type { UpstreamManifests } from '#tests/cluster/plane/manifests.ts';
import { Member } from '#tests/cluster/plane/member.ts';
import { SimulatedNodes } from '#tests/cluster/plane/nodes.ts';
import { Registry } from '#tests/cluster/plane/registry.ts';
import {
  accessManifests,
  createUsers,
  kubeconfig,
  type PlaneUser,
  tokenFile,
  type UserName,
} from '#tests/cluster/plane/users.ts';
import { freePort } from '#tests/free-port.ts';

/** Options for starting a control plane. */
export interface PlaneOptions {
  binaries: PlaneBinaries;
  manifests: UpstreamManifests;
  /** Emptied on start and removed on stop. */
  folder: string;
  /** Where the API server listens; a free port when absent. */
  port?: number;
  /** Starts a bare Kubernetes API, without Knative's kinds. */
  isWithoutKnative?: boolean;
  /** Receives progress messages, one line each. */
  log: (words: string) => void;
  /** Called when a process exits unexpectedly. */
  onDeath?: (words: string) => void;
}

const API_SERVER_START_MS = 120_000;
const WEBHOOK_START_MS = 60_000;
const FILES_MODE = { mode: 0o600 };

/** A real Kubernetes control plane with the real Knative on it, on loopback, for one run. */
export class ControlPlane {
  readonly options: PlaneOptions;
  readonly places: PlanePlaces;
  readonly users: Record<UserName, PlaneUser>;
  /** The admin's client. */
  readonly api: Api;
  readonly etcd: Member;
  readonly apiServer: Member;
  readonly controllerManager: Member;
  readonly knative: Member;
  readonly #authority: Authority;
  readonly #registry: Registry;
  readonly #nodes: SimulatedNodes;
  readonly #nodesApi: Api;
  /** The message about the first process that exited unexpectedly. */
  #death: string | undefined;
  #isUp = false;

  private constructor(options: PlaneOptions, places: PlanePlaces, authority: Authority, registry: Registry) {
    this.options = options;
    this.places = places;
    this.#authority = authority;
    this.#registry = registry;
    this.users = createUsers();
    this.api = new Api(this.url, this.users.admin.token, authority.certificatePem);
    this.#nodesApi = new Api(this.url, this.users.nodes.token, authority.certificatePem);
    this.#nodes = new SimulatedNodes(this.#nodesApi, options.log);
    const { kube, knative } = options.binaries;
    const member = (name: string, file: string, args: string[], env = {}): Member =>
      new Member({ name, file, args, env, folder: places.folder, onDeath: (words) => this.#died(words) });
    this.etcd = member('etcd', kube.path, etcdArguments(places));
    this.apiServer = member('kube-apiserver', kube.path, apiServerArguments(places));
    this.controllerManager = member('kube-controller-manager', kube.path, controllerManagerArguments(places));
    this.knative = member('knative', knative.path, knativeArguments(places), {
      SYSTEM_NAMESPACE,
      WEBHOOK_NAME: 'webhook',
      HTTPS_PROXY: registry.proxyUrl,
      NO_PROXY: '127.0.0.1,localhost',
      SSL_CERT_FILE: join(places.folder, 'ca.crt'),
    });
  }

  /** Starts everything and waits until Knative admits a Service. Rejects with the message of what failed; then nothing is left running. */
  static async start(options: PlaneOptions): Promise<ControlPlane> {
    // Files left by a killed run are useless.
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const authority = await Authority.create();
    const places: PlanePlaces = {
      folder: options.folder,
      etcdPort: await freePort(),
      etcdPeerPort: await freePort(),
      apiPort: options.port ?? (await freePort()),
      webhookPort: await freePort(),
    };
    const plane = new ControlPlane(options, places, authority, await Registry.start(authority));
    try {
      await plane.#writeFiles();
      await plane.#boot();
      plane.#isUp = true;
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  get url(): string {
    return `https://127.0.0.1:${this.places.apiPort}`;
  }

  get auditLog(): string {
    return join(this.places.folder, 'audit.log');
  }

  get members(): readonly Member[] {
    return [this.etcd, this.apiServer, this.controllerManager, this.knative];
  }

  /** The path of a user's kubeconfig. */
  kubeconfig(user: UserName): string {
    return join(this.places.folder, `${user}.kubeconfig`);
  }

  /** Returns another client of the API, as that user. */
  apiAs(user: UserName): Api {
    return new Api(this.url, this.users[user].token, this.#authority.certificatePem);
  }

  /** Waits until the API server reports that it is ready. */
  async apiServerReady(): Promise<void> {
    await eventually(
      'the API server is ready',
      async () => {
        await this.api.call({ path: '/readyz' });
      },
      API_SERVER_START_MS,
      () => this.#death,
    );
  }

  /** Restarts Knative and waits until it admits a Service: by then it has listed every kind, however often that failed before. */
  async restartKnative(): Promise<void> {
    await this.knative.end('SIGKILL');
    this.knative.start();
    await this.#knativeAdmits();
  }

  /** Ends every process and removes the folder. */
  async stop(): Promise<void> {
    await this.#nodes.stop();
    for (const member of [this.knative, this.controllerManager, this.apiServer]) member.signal('SIGCONT');
    // Nothing here is kept, so no process needs a graceful shutdown.
    await Promise.all(this.members.map((member) => member.end('SIGKILL')));
    this.#registry.close();
    await Promise.all([this.api.close(), this.#nodesApi.close()]);
    await rm(this.places.folder, { recursive: true, force: true });
  }

  async #writeFiles(): Promise<void> {
    const { folder } = this.places;
    const caPem = this.#authority.certificatePem;
    const server = await this.#authority.issue([
      { type: 'dns', value: 'localhost' },
      { type: 'dns', value: 'kubernetes.default.svc' },
      { type: 'ip', value: '127.0.0.1' },
    ]);
    const serviceAccounts = createServiceAccountKeys();
    const files: Record<string, string> = {
      'ca.crt': caPem,
      'apiserver.crt': server.certificatePem,
      'apiserver.key': server.keyPem,
      'sa.key': serviceAccounts.privatePem,
      'sa.pub': serviceAccounts.publicPem,
      'tokens.csv': tokenFile(this.users),
      'audit-policy.yaml': AUDIT_POLICY,
    };
    for (const [name, user] of Object.entries(this.users)) {
      const namespace = name === 'team-a' ? 'team-a' : undefined;
      files[`${name}.kubeconfig`] = kubeconfig(user, this.url, caPem, namespace);
    }
    await Promise.all(
      Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, FILES_MODE)),
    );
  }

  async #boot(): Promise<void> {
    const { log, manifests } = this.options;
    this.etcd.start();
    this.apiServer.start();
    await this.apiServerReady();
    if (this.options.isWithoutKnative === true) return;
    log('The API server is ready; Knative is being installed.');
    await installDefinitions(this.api, manifests);
    // If it started before its kinds are served, the garbage collector would discover them late.
    this.controllerManager.start();
    await installKnative(this.api, manifests, this.places.webhookPort);
    await applyAll(this.api, accessManifests());
    await this.#nodes.start();
    this.knative.start();
    log('Knative is starting.');
    await this.#knativeAdmits();
  }

  /** Waits until the webhooks answer and the default service account exists: then a Service can be created. */
  async #knativeAdmits(): Promise<void> {
    const probe = {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name: 'probe', namespace: 'default' },
      spec: { template: { spec: { containers: [{ image: 'dev.local/probe' }] } } },
    };
    await eventually(
      'Knative admits a Service',
      async () => {
        await this.api.call({ path: '/api/v1/namespaces/default/serviceaccounts/default' });
        await this.api.call({
          method: 'POST',
          path: `${collectionPath(KNATIVE.service, 'default')}?dryRun=All`,
          body: probe,
        });
      },
      WEBHOOK_START_MS,
      () => this.#death,
    );
  }

  #died(words: string): void {
    this.#death ??= words;
    if (this.#isUp) this.options.onDeath?.(words);
  }
}
