import { KUBERNETES } from '#lib/knative/resources.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';

/** whoAmI asks the API server which user it sees the caller as; undefined when it does not say. */
export async function whoAmI(
  client: KubernetesClient,
  caller: Caller,
  signal: AbortSignal,
): Promise<NonNullable<ClusterView['identity']> | undefined> {
  try {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status } = await client.create(caller, KUBERNETES.selfSubjectReview, body, { signal });
    const { username, groups } = status?.userInfo ?? {};
    if (typeof username !== 'string' || username === '') return undefined;
    const names = Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
    return { name: username, groups: names };
  } catch {
    // A caller that may not ask this still sees what was refused, in the refusal's own words.
    return undefined;
  }
}

/** userIn returns the user that a 403 from the API server names (k8s.io/apiserver `responsewriters/errors.go`); null when it names none. */
export function userIn(words: string): ClusterView['identity'] {
  const quoted = /\bUser ("(?:[^"\\]|\\.)*") cannot /.exec(words)?.[1];
  if (quoted === undefined) return null;
  try {
    return { name: String(JSON.parse(quoted)), groups: [] };
  } catch {
    return null;
  }
}
