import type { KubeObject } from '#lib/kubernetes/object.ts';

/**
 * A resource type of the Kubernetes API: what a URL path and a watch are made of. `T` is the type of its objects as a client reads
 * them, `Kept` what the server keeps of each that it watches: so that a client, a source and a store return that for the type that
 * they were asked for.
 */
export interface ResourceType<T extends KubeObject = KubeObject, Kept extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Plural, lower case: the path segment. */
  resource: string;
  kind: string;
  namespaced: boolean;
  /** Never set: they let the compiler tell `T` and `Kept` from the resource type. */
  readonly objects?: T;
  readonly kept?: Kept;
}

/** apiVersionOf returns `group/version`, or the bare version for the core group. */
export function apiVersionOf(type: { group: string; version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** resourceId names a type without its version, as kubectl does: `services.serving.knative.dev`, `pods`. */
export function resourceId(type: { group: string; resource: string }): string {
  return type.group === '' ? type.resource : `${type.resource}.${type.group}`;
}

/**
 * apiPath returns the URL path of these segments, each encoded, so that none of them can lead anywhere else. Throws for one
 * that is empty, `.` or `..`, which no encoding keeps a URL from resolving, and for text that is no Unicode.
 */
export function apiPath(...segments: readonly string[]): string {
  return segments
    .map((segment) => {
      if (segment === '' || segment === '.' || segment === '..' || !segment.isWellFormed())
        throw new Error(`${JSON.stringify(segment)} cannot stand in a path of the Kubernetes API`);
      return `/${encodeURIComponent(segment)}`;
    })
    .join('');
}

/** groupPath returns the URL path of a group and version, below which its resources are. */
export function groupPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? apiPath('api', version) : apiPath('apis', group, version);
}

/** collectionPath returns the URL path that lists a type, in one namespace or in all (`namespace` absent). Throws as apiPath does. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const scope = type.namespaced && namespace !== undefined ? apiPath('namespaces', namespace) : '';
  return groupPath(type) + scope + apiPath(type.resource);
}

/** objectPath returns the URL path of one object. Throws as apiPath does, and where the namespace of a namespaced type is absent. */
export function objectPath(type: ResourceType, namespace: string | undefined, name: string): string {
  if (type.namespaced && namespace === undefined)
    throw new Error(`a ${type.kind} has a namespace; ${JSON.stringify(name)} was asked for without one`);
  return collectionPath(type, namespace) + apiPath(name);
}
