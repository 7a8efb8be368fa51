import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { REVIEWS } from '#simulator/rbac/reviews.ts';

const READING_VERBS = ['get', 'list', 'watch'];
const STORED_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The group, version and kind of every `scale` subresource. */
const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

interface Served {
  group: string;
  version: string;
  resource: string;
  kind: string;
  namespaced: boolean;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  /** Verbs per subresource name. */
  subresources: Readonly<Record<string, readonly string[]>>;
}

function served(types: readonly ResourceDefinition[]): Served[] {
  const stored = types.map((type): Served => {
    const subresources: Record<string, readonly string[]> = {};
    if (type.hasStatus) subresources['status'] = type.isReadOnly ? ['get'] : ['get', 'patch', 'update'];
    if (type.hasScale) subresources['scale'] = ['get', 'patch', 'update'];
    if (type.group === '' && type.resource === 'pods') subresources['log'] = ['get'];
    return { ...type, verbs: type.isReadOnly ? READING_VERBS : STORED_VERBS, subresources };
  });
  const reviews = REVIEWS.map(
    (review): Served => ({
      ...review,
      version: 'v1',
      singular: review.kind.toLowerCase(),
      shortNames: [],
      categories: [],
      verbs: ['create'],
      subresources: {},
    }),
  );
  return [...stored, ...reviews];
}

/** byGroup returns the types per group, in definition order. */
function byGroup(types: readonly ResourceDefinition[]): Map<string, Served[]> {
  return Map.groupBy(served(types), (type) => type.group);
}

/** The body of `/api`. */
export function coreVersions(address: string): unknown {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

function groupOf(name: string, members: readonly Served[]): unknown {
  const versions = [...new Set(members.map((member) => member.version))].map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

/** The body of `/apis`. */
export function apiGroupList(types: readonly ResourceDefinition[]): unknown {
  const groups = [...byGroup(types)].filter(([name]) => name !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(([name, members]) => groupOf(name, members)),
  };
}

/** The body of `/apis/<group>`, or undefined for a group that is not served. */
export function apiGroup(types: readonly ResourceDefinition[], name: string): unknown {
  const members = byGroup(types).get(name);
  if (members === undefined || name === '') return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...(groupOf(name, members) as object) };
}

/** The body of `/api/v1` and `/apis/<group>/<version>`, or undefined for a version that is not served. */
export function apiResourceList(
  types: readonly ResourceDefinition[],
  group: string,
  version: string,
): unknown {
  const members = byGroup(types)
    .get(group)
    ?.filter((type) => type.version === version);
  if (members === undefined || members.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: members.flatMap((type) => [
      {
        name: type.resource,
        singularName: type.singular,
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: type.verbs,
        ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
        ...(type.categories.length === 0 ? {} : { categories: type.categories }),
        ...(type.verbs === STORED_VERBS
          ? { storageVersionHash: Buffer.from(`${type.group}/${type.kind}`.slice(-8)).toString('base64') }
          : {}),
      },
      ...Object.entries(type.subresources).map(([name, verbs]) => ({
        name: `${type.resource}/${name}`,
        singularName: '',
        namespaced: type.namespaced,
        ...(name === 'scale' ? SCALE : { kind: type.kind }),
        verbs,
      })),
    ]),
  };
}

/** The aggregated discovery response for `/api` (core only) or `/apis` (all others): apidiscovery.k8s.io/v2. */
export function aggregatedDiscovery(types: readonly ResourceDefinition[], core: boolean): unknown {
  const groups = [...byGroup(types)].filter(([name]) => (name === '') === core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(([name, members]) => ({
      metadata: { name, creationTimestamp: null },
      versions: [...Map.groupBy(members, (type) => type.version)].map(([version, resources]) => ({
        version,
        freshness: 'Current',
        resources: resources.map(aggregatedResource),
      })),
    })),
  };
}

function aggregatedResource(type: Served): unknown {
  const responseKind = { group: type.group, version: type.version, kind: type.kind };
  const subresources = Object.entries(type.subresources);
  return {
    resource: type.resource,
    responseKind,
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map(([subresource, verbs]) => ({
            subresource,
            responseKind: subresource === 'scale' ? SCALE : responseKind,
            verbs,
          })),
        }),
  };
}
