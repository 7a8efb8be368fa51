import type { KubeObject } from '#lib/kubernetes/object.ts';

/**
 * A resource type of the Kubernetes API: the basis of URL paths and watches. `T` is the type of its objects as a client reads them; `Kept`
 * is what the server keeps of each object that it watches. Clients, sources and stores thereby return the right type for the resource type
 * that they are given.
 */
export interface ResourceType<T extends KubeObject = KubeObject, Kept extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Plural, lower case, as in the URL path. */
  resource: string;
  kind: string;
  namespaced: boolean;
  /** Never set. They let the compiler infer `T` and `Kept` from the resource type. */
  readonly objects?: T;
  readonly kept?: Kept;
}

/** apiVersionOf returns `group/version`, or the bare version for the core group. */
export function apiVersionOf(type: { group: string; version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** resourceId returns the name of a type without its version, as kubectl does: `services.serving.knative.dev`, `pods`. */
export function resourceId(type: { group: string; resource: string }): string {
  return type.group === '' ? type.resource : `${type.resource}.${type.group}`;
}

/**
 * apiPath returns the URL path of these segments. It encodes each one, so that none can lead anywhere else. Throws for a segment that is
 * empty, `.` or `..`, which a URL resolves despite any encoding, and for text that is not well-formed Unicode.
 */
export function apiPath(...segments: readonly string[]): string {
  return segments
    .map((segment) => {
      if (segment === '' || segment === '.' || segment === '..' || !segment.isWellFormed())
        throw new Error(`${JSON.stringify(segment)} is not valid in a path of the Kubernetes API`);
      return `/${encodeURIComponent(segment)}`;
    })
    .join('');
}

/** groupPath returns the URL path of a group and version. Its resources are below that path. */
export function groupPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? apiPath('api', version) : apiPath('apis', group, version);
}

/** collectionPath returns the URL path that lists a type, in one namespace or in all (`namespace` absent). Throws as apiPath does. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const scope = type.namespaced && namespace !== undefined ? apiPath('namespaces', namespace) : '';
  return groupPath(type) + scope + apiPath(type.resource);
}

/** objectPath returns the URL path of one object. Throws as apiPath does, and when the namespace of a namespaced type is absent. */
export function objectPath(type: ResourceType, namespace: string | undefined, name: string): string {
  if (type.namespaced && namespace === undefined)
    throw new Error(
      `a ${type.kind} is namespaced; ${JSON.stringify(name)} was requested without a namespace`,
    );
  return collectionPath(type, namespace) + apiPath(name);
}
