import { z } from 'zod';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';
import { apiVersionOf, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Caller } from '#server/caller.ts';
import { ApiError } from '#server/http/api-error.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { DETAIL_TYPES } from '#server/live/detail-sources.ts';
import { SUMMARY_TYPES } from '#server/live/summary-sources.ts';

/** What the ownership tree shows, and nothing else: each in the one version that is watched. */
const READABLE: readonly ResourceType[] = [...SUMMARY_TYPES, ...DETAIL_TYPES];

export const readObjectQuery = z.object({
  apiVersion: z.string().min(1).max(253),
  kind: z.string().min(1).max(63),
  namespace: z.string().refine(isNamespaceName, 'is no namespace name'),
  name: z.string().refine(isObjectName, 'is no name of an object'),
});

/**
 * readObject reads one object whole, of a kind that the ownership tree shows and that the cluster serves; Secrets and ConfigMaps
 * are not among them. Throws ApiError `notFound` for any other kind, and ProtocolError when the answer is another object.
 */
export async function readObject(
  caller: Caller,
  client: KubernetesClient,
  hasKind: (type: ResourceType) => boolean,
  { apiVersion, kind, namespace, name }: z.infer<typeof readObjectQuery>,
): Promise<KubeObject> {
  const type = READABLE.find((it) => apiVersionOf(it) === apiVersion && it.kind === kind);
  if (type === undefined || !hasKind(type))
    throw new ApiError('notFound', `Sluice does not read objects of kind ${kind} in ${apiVersion}.`);
  return await client.get<KubeObject>(caller, type, namespace, name);
}
