import { parseAllDocuments } from 'yaml';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import { collectionPath, objectPath, type ResourceType } from '#lib/kubernetes/resource.ts';
import { type Api, ApiError } from '#tests/cluster/plane/api.ts';
import type { Method } from '#tests/cluster/support/test-cluster.ts';
import { until } from '#tests/e2e/support/processes.ts';

/** What a test does to a cluster's objects as admin, on either kind of cluster. */
export abstract class ClusterObjects {
  /** The admin's API client. */
  protected abstract readonly admin: Api;

  async api<T>(method: Method, path: string, body?: unknown, contentType = 'application/json'): Promise<T> {
    return await this.admin.call<T>({ method, path, body, contentType });
  }

  async service(namespace: string, name: string): Promise<KnativeService> {
    return await this.api<KnativeService>('GET', objectPath(KNATIVE.service, namespace, name));
  }

  async patchService(namespace: string, name: string, patch: unknown): Promise<KnativeService> {
    const path = objectPath(KNATIVE.service, namespace, name);
    return await this.api<KnativeService>('PATCH', path, patch, 'application/merge-patch+json');
  }

  async apply(yaml: string): Promise<void> {
    for (const document of parseAllDocuments(yaml)) {
      const object = document.toJS() as KubeObject | null;
      if (object !== null) await this.#applyOne(object);
    }
  }

  async ready(namespace: string, name: string): Promise<void> {
    await until(`${namespace}/${name} is ready`, async () => {
      const { metadata, status } = await this.service(namespace, name);
      const ready = status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
      return ready === 'True' && status?.observedGeneration === metadata.generation;
    });
  }

  async #applyOne(object: KubeObject): Promise<void> {
    const type = typeOf(object);
    const { namespace, name } = object.metadata;
    try {
      const path = objectPath(type, namespace, name);
      await this.api('PATCH', path, object, 'application/merge-patch+json');
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 404)) throw error;
      await this.api('POST', collectionPath(type, namespace), object);
    }
  }
}

function typeOf(object: KubeObject): ResourceType {
  const types: ResourceType[] = [...Object.values(KNATIVE), ...Object.values(KUBERNETES)];
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  const type = types.find((candidate) => candidate.kind === object.kind && candidate.group === group);
  if (type === undefined) throw new Error(`No type is known for ${object.kind} ${objectKey(object)}.`);
  return type;
}
