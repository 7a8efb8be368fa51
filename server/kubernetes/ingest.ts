import type { KubeObject } from '#lib/kubernetes/object.ts';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';

/** An object as the store keeps it, or which one cannot be read and why. */
export type Ingested = { object: KubeObject } | { unreadable: string; why: string };

/**
 * ingest trims an object and gives it its type, which items of built-in lists lack. One that is not of its kind's shape is
 * named, not thrown: the others of its kind are none the worse for it.
 */
export function ingest(item: unknown, spec: SourceSpec): Ingested {
  const identity = identityOf(item);
  if (identity.why !== undefined) return { unreadable: identity.name, why: identity.why };
  try {
    const object = item as KubeObject;
    const typed =
      object.kind === undefined || object.apiVersion === undefined
        ? { ...object, apiVersion: apiVersionOf(spec.type), kind: spec.type.kind }
        : object;
    return { object: spec.trim === undefined ? typed : spec.trim(typed) };
  } catch (error) {
    return { unreadable: identity.name, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Named `namespace/name`, as far as it has them. */
function identityOf(item: unknown): { name: string; why?: string } {
  const metadata = (item as { metadata?: unknown } | null | undefined)?.metadata;
  if (typeof metadata !== 'object' || metadata === null)
    return { name: 'an object without metadata', why: 'it has none' };
  const { namespace, name, uid, resourceVersion } = metadata as Record<string, unknown>;
  if (typeof name !== 'string' || name === '')
    return { name: 'an object without a name', why: 'it has none' };
  const key = typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name;
  if (typeof uid !== 'string' || typeof resourceVersion !== 'string')
    return { name: key, why: 'it has no uid or no resourceVersion' };
  return { name: key };
}
