import { expect } from 'vitest';
import type { KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import {
  collectionPath,
  KNATIVE,
  KUBERNETES,
  objectPath,
  type ResourceType,
} from '#lib/kubernetes/resource.ts';
import type { Collections } from '#lib/live/protocol.ts';
import { type ServiceParts, serviceManifest } from '#simulator/knative/testing.ts';
import { ApiError, eventually } from '#tests/cluster/plane/api.ts';
import { SYSTEM_NAMESPACE } from '#tests/cluster/plane/configuration.ts';
import { findGo, GoUnavailable } from '#tests/cluster/support/go-build.ts';
import { type Browser, Sluice } from '#tests/cluster/support/sluice.ts';
import { type ClusterKind, startTestCluster, type TestCluster } from '#tests/cluster/support/test-cluster.ts';

const MERGE = 'application/merge-patch+json';
/** The kinds of clusters that scenarios run on: the real one needs Go. */
export const KINDS: readonly ClusterKind[] = hasGo() ? ['embedded', 'real'] : ['embedded'];

/** How long the cluster's controllers may take for what they do in a second when nothing else runs. */
export const SOON = { timeout: 45_000, interval: 50 };

/** A cluster, the admin's Sluice on it, and what a person with kubectl does beside. */
export class Stage {
  readonly cluster: TestCluster;
  readonly sluice: Sluice;

  private constructor(cluster: TestCluster) {
    this.cluster = cluster;
    this.sluice = Sluice.start(cluster.kubeconfig());
  }

  /** Starts an empty cluster and Sluice on it, and waits until that has listed every kind. Nothing is left running when that fails. */
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

  /** Creates a Service of the namespace `default`. */
  async create(name: string, parts: ServiceParts = {}): Promise<KnativeService> {
    const path = collectionPath(KNATIVE.service, parts.namespace ?? 'default');
    const manifest = serviceManifest(name, parts);
    const service = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', ...manifest };
    return await this.cluster.api<KnativeService>('POST', path, service);
  }

  /** A merge patch, as `kubectl patch --type merge` sends it. */
  async patch(name: string, patch: unknown, namespace = 'default'): Promise<KnativeService> {
    return await this.cluster.patchService(namespace, name, patch);
  }

  /** Rolls out a new generation: another value of the variable that the first one has. */
  async release(name: string, value: string, annotations: Record<string, string | null> = {}): Promise<void> {
    const { spec } = await this.get<KnativeService>(KNATIVE.service, name);
    const [container] = spec.template.spec.containers;
    const containers = [{ ...container, env: [{ name: 'TARGET', value }] }];
    await this.patch(name, { spec: { template: { metadata: { annotations }, spec: { containers } } } });
  }

  async get<T extends KubeObject>(type: ResourceType, name: string, namespace = 'default'): Promise<T> {
    return await this.cluster.api<T>('GET', objectPath(type, namespace, name));
  }

  /** Whether an object is there. */
  async has(type: ResourceType, name: string, namespace = 'default'): Promise<boolean> {
    try {
      await this.get(type, name, namespace);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return false;
      throw error;
    }
  }

  /** The objects of a type that carry a label. */
  async labelled(type: ResourceType, label: string, namespace = 'default'): Promise<KubeObject[]> {
    const path = `${collectionPath(type, namespace)}?labelSelector=${encodeURIComponent(label)}`;
    return (await this.cluster.api<{ items: KubeObject[] }>('GET', path)).items;
  }

  async delete(name: string, namespace = 'default'): Promise<void> {
    await this.cluster.api('DELETE', objectPath(KNATIVE.service, namespace, name));
  }

  /** Sets keys of one of Knative's ConfigMaps; null takes a key away. */
  async configure(map: string, data: Record<string, string | null>): Promise<void> {
    const path = objectPath(KUBERNETES.configMap, SYSTEM_NAMESPACE, map);
    await this.cluster.api('PATCH', path, { data }, MERGE);
  }

  /** Opens a Service in a browser of its own, with the overview and the connection's state beside. */
  open(name: string, namespace = 'default'): Browser {
    return this.sluice.open('cluster', 'services', `service/${namespace}/${name}`);
  }

  /** Replaces the traffic of a Service through Sluice, from what the browser shows; throws when that is refused. */
  async shift(browser: Browser, key: string, traffic: readonly TrafficTarget[]): Promise<void> {
    const head = shown(browser, key);
    const change = { uid: head.summary.uid, base: head.specTraffic, traffic };
    const { status, body } = await this.sluice.shift(key, change);
    if (status !== 200) throw new Error(`The traffic of ${key} was not shifted: ${body.error.message}`);
  }
}

/** shown returns the head of an opened Service; throws while the browser shows none. */
export function shown(browser: Browser, key: string): Collections['head'] {
  const head = browser.head(key);
  if (head === undefined) throw new Error(`The browser shows no ${key}.`);
  return head;
}

/** listed waits until Sluice has listed every kind, or knows that it may not. */
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

/** becomes waits until the row of a Service on the overview looks like that. */
export async function becomes(
  browser: Browser,
  key: string,
  row: Partial<Record<keyof Collections['services'], unknown>>,
  options = SOON,
): Promise<void> {
  await expect.poll(() => browser.row(key), options).toMatchObject(row);
}

/** steady waits until a Service has one ready revision, of this generation, that gets everything. */
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
