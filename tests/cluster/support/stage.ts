import { expect } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath, objectPath, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Collections } from '#lib/live/protocol.ts';
import { type ServiceParts, serviceManifest } from '#simulator/testing/controller-test.ts';
import { ApiError, eventually } from '#tests/cluster/plane/api.ts';
import { SYSTEM_NAMESPACE } from '#tests/cluster/plane/configuration.ts';
import { findGo, GoUnavailable } from '#tests/cluster/support/go-build.ts';
import { type Browser, Sluice } from '#tests/cluster/support/sluice.ts';
import { startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { ClusterKind, TestCluster } from '#tests/cluster/support/test-cluster.ts';

const MERGE = 'application/merge-patch+json';
/** The kinds of clusters that scenarios run on: the real one needs Go. */
export const KINDS: readonly ClusterKind[] = hasGo() ? ['embedded', 'real'] : ['embedded'];

/** How long the cluster's controllers may take for something that takes a second on an idle machine. */
export const SOON = { timeout: 45_000, interval: 50 };

/** A cluster, the admin's Sluice on it, and the actions of a user with kubectl. */
export class Stage {
  readonly cluster: TestCluster;
  readonly sluice: Sluice;

  private constructor(cluster: TestCluster) {
    this.cluster = cluster;
    this.sluice = Sluice.start(cluster.kubeconfig());
  }

  /** Starts an empty cluster and Sluice on it, and waits until Sluice has listed every kind. Leaves nothing running if that fails. */
  static async start(kind: ClusterKind): Promise<Stage> {
    const stage = new Stage(await startTestCluster(kind, { isEmpty: true }));
    try {
      await listed(stage.sluice);
    } catch (error) {
      await stage.stop();
      throw error;
    }
    return stage;
  }

  async stop(): Promise<void> {
    await this.sluice.stop();
    await this.cluster.stop();
  }

  /** Creates a Service in the namespace `default`. */
  async create(name: string, parts: ServiceParts = {}): Promise<KnativeService> {
    const path = collectionPath(KNATIVE.service, parts.namespace ?? 'default');
    const manifest = serviceManifest(name, parts);
    const service = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', ...manifest };
    return await this.cluster.api<KnativeService>('POST', path, service);
  }

  /** Sends a merge patch, like `kubectl patch --type merge`. */
  async patch(name: string, patch: unknown, namespace = 'default'): Promise<KnativeService> {
    return await this.cluster.patchService(namespace, name, patch);
  }

  /** Rolls out a new generation: sets another value for the variable that the first one has. */
  async release(name: string, value: string, annotations: Record<string, string | null> = {}): Promise<void> {
    const { spec } = await this.get<KnativeService>(KNATIVE.service, name);
    const [container] = spec.template.spec.containers;
    const containers = [{ ...container, env: [{ name: 'TARGET', value }] }];
    await this.patch(name, { spec: { template: { metadata: { annotations }, spec: { containers } } } });
  }

  async get<T extends KubeObject>(type: ResourceType, name: string, namespace = 'default'): Promise<T> {
    return await this.cluster.api<T>('GET', objectPath(type, namespace, name));
  }

  /** Returns whether an object exists. */
  async has(type: ResourceType, name: string, namespace = 'default'): Promise<boolean> {
    try {
      await this.get(type, name, namespace);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return false;
      throw error;
    }
  }

  /** Returns the objects of a type that have a label. */
  async labelled(type: ResourceType, label: string, namespace = 'default'): Promise<KubeObject[]> {
    const path = `${collectionPath(type, namespace)}?labelSelector=${encodeURIComponent(label)}`;
    return (await this.cluster.api<{ items: KubeObject[] }>('GET', path)).items;
  }

  async delete(name: string, namespace = 'default'): Promise<void> {
    await this.cluster.api('DELETE', objectPath(KNATIVE.service, namespace, name));
  }

  /** Sets keys of one of Knative's ConfigMaps; null removes a key. */
  async configure(map: string, data: Record<string, string | null>): Promise<void> {
    const path = objectPath(KUBERNETES.configMap, SYSTEM_NAMESPACE, map);
    await this.cluster.api('PATCH', path, { data }, MERGE);
  }

  /** Opens a Service in its own browser, which also follows the overview and the connection state. */
  open(name: string, namespace = 'default'): Browser {
    return this.sluice.open('cluster', 'services', `service/${namespace}/${name}`);
  }

  /** Replaces a Service's traffic through Sluice, starting from what the browser shows; throws when Sluice refuses it. */
  async shift(browser: Browser, key: string, traffic: readonly TrafficTarget[]): Promise<void> {
    const head = shown(browser, key);
    const change = { uid: head.summary.uid, base: head.specTraffic, traffic };
    const { status, body } = await this.sluice.shift(key, change);
    if (status !== 200) throw new Error(`The traffic of ${key} was not shifted: ${body.error.message}`);
  }
}

/** shown returns the head of an opened Service; throws while the browser has none. */
export function shown(browser: Browser, key: string): Collections['head'] {
  const head = browser.head(key);
  if (head === undefined) throw new Error(`The browser shows no ${key}.`);
  return head;
}

/** listed waits until Sluice has listed every kind, or knows that it is not allowed to. */
export async function listed(sluice: Sluice): Promise<void> {
  await eventually(
    'every kind is listed',
    async () => {
      const rest = sluice.cluster.unlisted();
      if (rest.length > 0) throw new Error(`not yet: ${rest.join(', ')}`);
    },
    SOON.timeout,
  );
}

/** becomes waits until the row of a Service in the overview matches. */
export async function becomes(
  browser: Browser,
  key: string,
  row: Partial<Record<keyof Collections['services'], unknown>>,
  options = SOON,
): Promise<void> {
  await expect.poll(() => browser.row(key), options).toMatchObject(row);
}

/** steady waits until a Service has one ready revision, of this generation, that gets all traffic. */
export async function steady(browser: Browser, key: string, generation = 1): Promise<void> {
  await expect
    .poll(() => browser.head(key), SOON)
    .toMatchObject({ generation, observedGeneration: generation, summary: { state: 'steady' } });
}

function hasGo(): boolean {
  try {
    findGo('to run the real control plane');
    return true;
  } catch (error) {
    if (error instanceof GoUnavailable) return false;
    throw error;
  }
}
