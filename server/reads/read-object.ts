import type { ObjectQuery } from '#lib/api/objects.ts';
import { type MaskedObject, maskObject } from '#lib/kubernetes/mask-object.ts';
import { apiVersionOf, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { DETAIL_TYPES } from '#server/live/detail-sources.ts';
import { SUMMARY_TYPES } from '#server/live/summary-sources.ts';
import { UnreadableKindError } from '#server/reads/unreadable-kind-error.ts';

/** Only what the ownership tree shows, each kind in the one version that is watched. */
const READABLE: readonly ResourceType[] = [...SUMMARY_TYPES, ...DETAIL_TYPES];

/**
 * readObject reads one object of a kind that the ownership tree shows and that the cluster serves; Secrets and ConfigMaps are not among
 * them. Possible secrets in it are masked, unless revealing is requested. Throws UnreadableKindError for any other kind, and ProtocolError
 * when the response is another object.
 */
export async function readObject(
  caller: Caller,
  client: KubernetesClient,
  hasKind: (type: ResourceType) => boolean,
  { apiVersion, kind, namespace, name, reveal }: ObjectQuery,
): Promise<MaskedObject> {
  const type = READABLE.find(
    (candidate) => apiVersionOf(candidate) === apiVersion && candidate.kind === kind,
  );
  if (type === undefined || !hasKind(type)) throw new UnreadableKindError(apiVersion, kind);
  const object = await client.get(caller, type, namespace, name);
  return reveal === 'true' ? { object: { ...object }, hidden: [] } : maskObject(object);
}
