import { z } from 'zod';
import { type MaskedObject, maskObject } from '#lib/kubernetes/mask-object.ts';
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
  /** Whether to answer the object as it is, with what may be secret. */
  reveal: z.enum(['true', 'false']).default('false'),
});

/**
 * readObject reads one object of a kind that the ownership tree shows and that the cluster serves; Secrets and ConfigMaps are not
 * among them. What may be secret in it is masked, unless it is asked for. Throws ApiError `notFound` for any other kind, and ProtocolError when the answer is another object.
 */
export async function readObject(
  caller: Caller,
  client: KubernetesClient,
  hasKind: (type: ResourceType) => boolean,
  { apiVersion, kind, namespace, name, reveal }: z.infer<typeof readObjectQuery>,
): Promise<MaskedObject> {
  const type = READABLE.find((it) => apiVersionOf(it) === apiVersion && it.kind === kind);
  if (type === undefined || !hasKind(type))
    throw new ApiError('notFound', `Sluice does not read objects of kind ${kind} in ${apiVersion}.`);
  const object = await client.get<KubeObject>(caller, type, namespace, name);
  return reveal === 'true' ? { object, hidden: [] } : maskObject(object);
}
