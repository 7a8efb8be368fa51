import type { V1APIResourceList, VersionInfo } from '@kubernetes/client-node';
import { apiVersionOf, groupPath, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { isNotFound } from '#server/kubernetes/errors.ts';

/** Which of the kinds that Sluice knows are served by the cluster. */
export interface Discovery {
  /** `v1.34.2`; null when `/version` did not answer. */
  serverVersion: string | null;
  /** `missing`: the cluster answered and has no such kind. `unknown`: its group did not answer; see `errors`. */
  availability(type: ResourceType): 'served' | 'missing' | 'unknown';
  /** Why a group is unknown, by `group/version`. */
  errors: ReadonlyMap<string, string>;
}

/** Aggregated discovery: KEP 3352, stable as v2 since Kubernetes 1.30, v2beta1 since 1.27. */
const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

interface AggregatedList {
  kind?: string;
  items?: {
    metadata?: { name?: string };
    versions?: {
      version: string;
      /** `Stale`: the aggregated API server behind this group did not answer. */
      freshness?: string;
      resources?: { resource: string }[];
    }[];
  }[];
}

/** Plural resource names of one `group/version`, or why they are not known. */
type GroupAnswer = { resources: ReadonlySet<string> } | { error: string };

/** discover asks the cluster what it serves: two requests, or one per group where aggregated discovery is not served. */
export async function discover(
  client: KubernetesClient,
  caller: Caller,
  types: readonly ResourceType[],
  signal?: AbortSignal,
): Promise<Discovery> {
  const apiVersions = [...new Set(types.map(apiVersionOf))];
  const [version, core, groups] = await Promise.all([
    serverVersion(client, caller, signal),
    aggregated(client, caller, '/api', signal),
    aggregated(client, caller, '/apis', signal),
  ]);
  const answers = new Map<string, GroupAnswer>();
  await Promise.all(
    apiVersions.map(async (apiVersion) => {
      const known = apiVersion.includes('/') ? groups : core;
      const answer =
        known === undefined ? await askGroup(client, caller, apiVersion, signal) : known.get(apiVersion);
      answers.set(apiVersion, answer ?? { resources: new Set() });
    }),
  );
  const errors = new Map(
    [...answers].flatMap(([apiVersion, answer]) =>
      'error' in answer ? [[apiVersion, answer.error] as const] : [],
    ),
  );
  return {
    serverVersion: version,
    errors,
    availability(type) {
      const answer = answers.get(apiVersionOf(type));
      if (answer === undefined || 'error' in answer) return 'unknown';
      return answer.resources.has(type.resource) ? 'served' : 'missing';
    },
  };
}

async function serverVersion(
  client: KubernetesClient,
  caller: Caller,
  signal?: AbortSignal,
): Promise<string | null> {
  const answer = await settle(
    client.getJson<Partial<VersionInfo>>(caller, '/version', {}, { signal }),
    signal,
  );
  return 'value' in answer ? (answer.value.gitVersion ?? null) : null;
}

/** Returns undefined when the server does not know aggregated discovery, or did not answer. */
async function aggregated(
  client: KubernetesClient,
  caller: Caller,
  path: string,
  signal?: AbortSignal,
): Promise<Map<string, GroupAnswer> | undefined> {
  const request = client.getJson<AggregatedList>(
    caller,
    path,
    {},
    { signal, accept: `${AGGREGATED},application/json` },
  );
  const answer = await settle(request, signal);
  if (!('value' in answer) || answer.value.kind !== 'APIGroupDiscoveryList') return undefined;
  const answers = new Map<string, GroupAnswer>();
  for (const { metadata, versions = [] } of answer.value.items ?? []) {
    for (const { version, freshness, resources = [] } of versions) {
      const apiVersion = apiVersionOf({ group: metadata?.name ?? '', version });
      const isStale = freshness === 'Stale' && resources.length === 0;
      answers.set(
        apiVersion,
        isStale
          ? { error: `the API server behind ${apiVersion} does not answer` }
          : { resources: new Set(resources.map(({ resource }) => resource)) },
      );
    }
  }
  return answers;
}

async function askGroup(
  client: KubernetesClient,
  caller: Caller,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<GroupAnswer> {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const path = groupPath({ group, version });
  const request = client.getJson<Partial<V1APIResourceList>>(caller, path, {}, { signal });
  const answer = await settle(request, signal);
  if ('value' in answer)
    return { resources: new Set((answer.value.resources ?? []).map(({ name }) => name)) };
  if (isNotFound(answer.error)) return { resources: new Set() };
  return { error: answer.error instanceof Error ? answer.error.message : String(answer.error) };
}

/** A failure affects only its own request; an abort by the caller ends everything. */
async function settle<T>(
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await promise };
  } catch (error) {
    signal?.throwIfAborted();
    return { error };
  }
}
