import { z } from 'zod';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import {
  INGRESS_IMPLEMENTATION,
  KNATIVE,
  KUBERNETES,
  objectPath,
  type ResourceType,
} from '#lib/kubernetes/resource.ts';
import type { Caller } from '#server/caller.ts';
import { ApiError } from '#server/http/api-error.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';

const READABLE: readonly ResourceType[] = [
  ...Object.values(KNATIVE).filter(({ namespaced }) => namespaced),
  ...Object.values(INGRESS_IMPLEMENTATION),
  KUBERNETES.pod,
  KUBERNETES.service,
  KUBERNETES.endpoints,
  KUBERNETES.deployment,
  KUBERNETES.replicaSet,
  KUBERNETES.controllerRevision,
  KUBERNETES.endpointSlice,
  KUBERNETES.horizontalPodAutoscaler,
];

export const readObjectQuery = z.object({
  apiVersion: z.string().min(1).max(253),
  kind: z.string().min(1).max(63),
  namespace: z.string().min(1).max(63),
  name: z.string().min(1).max(253),
});

/** readObject reads one object whole, of a kind that the ownership tree shows; Secrets and ConfigMaps are not among them. */
export async function readObject(
  caller: Caller,
  client: KubernetesClient,
  { apiVersion, kind, namespace, name }: z.infer<typeof readObjectQuery>,
): Promise<KubeObject> {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const version = apiVersion.split('/').at(-1) ?? '';
  const type = READABLE.find((candidate) => candidate.group === group && candidate.kind === kind);
  if (type === undefined)
    throw new ApiError('notFound', `Sluice does not read objects of kind ${kind} in ${apiVersion}.`);
  return await client.getJson<KubeObject>(caller, objectPath({ ...type, version }, namespace, name));
}
