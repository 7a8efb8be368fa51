import type { KubeObject } from '#lib/kubernetes/object.ts';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';

/** An object as stored, or the name of an unreadable one and why. */
export type Ingested<T extends KubeObject> = { object: T } | { unreadable: string; why: string };

/**
 * ingest trims an object and sets its type, which items of built-in lists lack. An object that does not have its kind's shape is reported,
 * not thrown: it does not affect the others of its kind.
 */
export function ingest<T extends KubeObject>(item: unknown, spec: SourceSpec<T>): Ingested<T> {
  const identity = identityOf(item);
  if (identity.why !== undefined) return { unreadable: identity.name, why: identity.why };
  try {
    const object = item as KubeObject;
    const typed =
      object.kind === undefined || object.apiVersion === undefined
        ? { ...object, apiVersion: apiVersionOf(spec.type), kind: spec.type.kind }
        : object;
    // Without a trim the object is stored as the watch of the type's URL returned it, so it is of that type.
    return { object: spec.trim === undefined ? (typed as T) : spec.trim(typed) };
  } catch (error) {
    return { unreadable: identity.name, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Named `namespace/name`, as far as they are present. */
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
