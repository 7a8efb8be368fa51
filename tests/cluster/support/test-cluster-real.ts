import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KNATIVE } from '#lib/knative/resources.ts';
import { collectionPath, type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { USERS } from '#simulator/users/users.ts';
import { type Api, eventually } from '#tests/cluster/plane/api.ts';
import { buildPlane } from '#tests/cluster/plane/binaries.ts';
import { ControlPlane } from '#tests/cluster/plane/control-plane.ts';
import { readUpstreamManifests } from '#tests/cluster/plane/manifests.ts';
import { Etcd } from '#tests/cluster/support/etcd.ts';
import { clusterDirectory, findGo } from '#tests/cluster/support/go-build.ts';
import { Relay } from '#tests/cluster/support/relay.ts';
import type { TestCluster, TestClusterOptions, TestUser } from '#tests/cluster/support/test-cluster.ts';
import { ClusterObjects } from '#tests/cluster/support/test-cluster-objects.ts';
import { RealClusterAccess } from '#tests/cluster/support/test-cluster-real-access.ts';

const PEOPLE = Object.keys(USERS) as TestUser[];
/** A category without kinds: adding it changes a definition, but nothing that anybody reads. */
const TOUCHED = 'touched';

const RESTART_MS = 60_000;

let started = 0;

/** The real control plane; its kubeconfigs point at a relay, so that connections can be broken. */
export class RealTestCluster extends ClusterObjects implements TestCluster {
  readonly kind = 'real';
  readonly context = 'real';
  readonly keepsDataOverRestart = true;
  readonly plane: ControlPlane;
  readonly #relay: Relay;
  readonly #access: RealClusterAccess;
  readonly #etcd: Etcd;
  /** Kinds with an unreadable object, by the object's key. */
  readonly #damaged = new Map<string, ResourceType>();
  #isTouched = false;

  private constructor(plane: ControlPlane, relay: Relay) {
    super();
    this.plane = plane;
    this.#relay = relay;
    this.#access = new RealClusterAccess(plane.api);
    this.#etcd = new Etcd(plane.places.etcdPort);
  }

  /** Builds what has not been built yet and starts it. Throws GoUnavailable or GoBuildFailed. */
  static async start({ isWithoutKnative = false }: TestClusterOptions = {}): Promise<RealTestCluster> {
    const go = findGo('to build the real control plane');
    started += 1;
    const plane = await ControlPlane.start({
      binaries: await buildPlane(),
      manifests: readUpstreamManifests(go, 'tests/cluster/knative'),
      folder: join(clusterDirectory, `plane-${process.pid}-${started}`),
      isWithoutKnative,
      log: () => undefined,
      onDeath: (words) => process.stderr.write(`${words}\n`),
    });
    const relay = await Relay.start(plane.places.apiPort);
    const cluster = new RealTestCluster(plane, relay);
    await Promise.all(PEOPLE.map((user) => cluster.#writeKubeconfig(user)));
    return cluster;
  }

  protected override get admin(): Api {
    return this.plane.api;
  }

  kubeconfig(user: TestUser = 'admin'): string {
    return join(this.plane.places.folder, `${user}-relayed.kubeconfig`);
  }

  async fast(): Promise<void> {}

  async normalSpeed(): Promise<void> {}

  async freeze(): Promise<void> {
    this.plane.apiServer.signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    this.plane.apiServer.signal('SIGCONT');
  }

  async kill(): Promise<void> {
    await this.plane.apiServer.end('SIGKILL');
  }

  async restart(): Promise<void> {
    this.plane.apiServer.start();
    await this.plane.apiServerReady();
    if (this.plane.options.isWithoutKnative === true) return;
    await this.#listable([KNATIVE.service, KNATIVE.route]);
    await this.plane.restartKnative();
  }

  /**
   * When a kind's definition changes, the API server starts serving it from scratch and ends the previous watches
   * (k8s.io/apiextensions-apiserver v0.35 `pkg/apiserver/customresource_handler.go`, about a second later). It has no history then.
   * Knative's own lists would back off for up to 30 s, so Knative is restarted: it is not the client under test.
   */
  async endWatches(): Promise<void> {
    this.#isTouched = !this.#isTouched;
    const types = Object.values(KNATIVE);
    const watches = await Promise.all(types.map((type) => this.#openWatch(type)));
    await Promise.all(types.map((type) => this.#touch(type)));
    await Promise.all(watches.map(({ ended }) => ended));
    const damaged = [...this.#damaged.values()];
    await this.#listable(types.filter((type) => !damaged.includes(type)));
    await this.plane.restartKnative();
  }

  async resetConnections(): Promise<void> {
    this.#relay.resetConnections();
  }

  /** The API server's watch caches still have what they saw. */
  async compact(): Promise<void> {
    await this.#etcd.compact();
  }

  async forbid(type: ResourceType, user: TestUser): Promise<void> {
    await this.#access.forbid(type, user);
  }

  /** Stores an unreadable object: the API server ends the kind's watches and can no longer list the kind. */
  async fail(type: ResourceType): Promise<void> {
    const key = `/registry/${type.group}/${type.resource}/default/damaged`;
    await this.#etcd.put(key, 'damaged');
    this.#damaged.set(key, type);
  }

  async heal(): Promise<void> {
    await this.thaw();
    for (const key of this.#damaged.keys()) await this.#etcd.delete(key);
    if (this.#damaged.size > 0) await this.plane.restartKnative();
    this.#damaged.clear();
    await this.#access.heal();
  }

  async stop(): Promise<void> {
    this.#relay.close();
    await this.plane.stop();
  }

  /** Resolves once the caches hold the kinds, which come from definitions: until then the API server answers 429. */
  async #listable(types: readonly ResourceType[]): Promise<void> {
    for (const type of types) {
      const path = collectionPath(type);
      await eventually(`${type.kind} is listed`, () => this.api('GET', path), RESTART_MS);
    }
  }

  async #touch(type: ResourceType): Promise<void> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${resourceId(type)}`;
    const { spec } = await this.api<{ spec: { names: { categories?: string[] } } }>('GET', path);
    const others = (spec.names.categories ?? []).filter((category) => category !== TOUCHED);
    const categories = this.#isTouched ? [...others, TOUCHED] : others;
    await this.api('PATCH', path, { spec: { names: { categories } } }, 'application/merge-patch+json');
  }

  /** Resolves once a watch is open. */
  async #openWatch(type: ResourceType): Promise<{ ended: Promise<void> }> {
    // The initial list ends in a bookmark, so that there is a first line even for a kind without objects.
    const query =
      'watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    // A kind whose cache is not filled yet answers 429.
    const lines = await eventually(
      `${type.kind} is watched`,
      async () => {
        const opened = this.admin.lines(`${collectionPath(type)}?${query}`, AbortSignal.timeout(RESTART_MS));
        await opened.next();
        return opened;
      },
      RESTART_MS,
    );
    const read = async (): Promise<void> => {
      while ((await lines.next()).done !== true);
    };
    return { ended: read() };
  }

  async #writeKubeconfig(user: TestUser): Promise<void> {
    const direct = await readFile(this.plane.kubeconfig(user), 'utf8');
    const relayed = direct.replaceAll(this.plane.url, `https://127.0.0.1:${this.#relay.port}`);
    await writeFile(this.kubeconfig(user), relayed, { mode: 0o600 });
  }
}
