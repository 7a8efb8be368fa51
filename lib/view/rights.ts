import { shellQuote } from '#lib/format/shell-quote.ts';
import type { ClusterView, SourceView } from './models/cluster.ts';

// Text about what the person may not read. It names the identity that the API server reported, never an entry of the kubeconfig: the two
// differ nearly everywhere.

type Identity = ClusterView['identity'];

const ANONYMOUS = 'system:anonymous';
/** A group of every authenticated user, so it carries no information. */
const EVERYBODY = 'system:authenticated';
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
/** Kinds, such as those of networking layers, that many clusters legitimately lack. */
const OPTIONAL = new Set([
  'VirtualService',
  'HTTPRoute',
  'HTTPProxy',
  'DomainMapping',
  'Certificate',
  'Image',
  'PodMonitor',
]);
/** Number of objects that are named before the rest is only counted. */
const NAMED = 3;

/** whoWords names a person with the groups that may have permissions; `you` while the identity that the API server sees is unknown. */
export function whoWords(identity: Identity): string {
  if (identity === null) return 'you';
  const groups = identity.groups.filter((group) => group !== EVERYBODY);
  if (groups.length === 0) return identity.name;
  return `${identity.name} (${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')})`;
}

/** isAnonymous reports whether the API server saw no credentials; then permissions are not what is missing. */
export function isAnonymous(identity: Identity): boolean {
  return identity?.name === ANONYMOUS;
}

/**
 * grantCommand returns the kubectl command with which the cluster's administrator lets the person read Services. Null while the API server
 * has not reported who that is, and for an anonymous user.
 */
export function grantCommand(cluster: Pick<ClusterView, 'name' | 'identity' | 'namespaces'>): string | null {
  const { identity, namespaces } = cluster;
  if (identity === null || isAnonymous(identity)) return null;
  const account = SERVICE_ACCOUNT.exec(identity.name);
  const subject =
    account === null
      ? `--user=${shellQuote(identity.name)}`
      : `--serviceaccount=${shellQuote(`${account[1]}:${account[2]}`)}`;
  const kubectl = `kubectl --context ${shellQuote(cluster.name)}`;
  const role = `--clusterrole=knative-serving-namespaced-view ${subject}`;
  const [namespace] = namespaces ?? [];
  return namespace === undefined
    ? `${kubectl} create clusterrolebinding sluice-view ${role}`
    : `${kubectl} create rolebinding sluice-view --namespace ${shellQuote(namespace)} ${role}`;
}

/** forbiddenWords reports that Services may not be listed in the requested scope. */
export function forbiddenWords(
  cluster: Pick<ClusterView, 'identity' | 'namespaces' | 'namespacesFrom'>,
): string {
  const where = cluster.namespaces === null ? 'in the whole cluster' : inNamespaces(cluster.namespaces);
  const scope =
    cluster.namespacesFrom === 'context'
      ? `in the whole cluster, nor ${where}, which the context names`
      : where;
  return `The API server does not allow ${whoWords(cluster.identity)} to list Services ${scope}.`;
}

/** scopeWords returns why only part of the cluster is shown; empty when all of it is, or when the namespaces were chosen at startup. */
export function scopeWords(cluster: Pick<ClusterView, 'identity' | 'namespaces' | 'namespacesFrom'>): string {
  if (cluster.namespacesFrom !== 'context') return '';
  const [namespace = ''] = cluster.namespaces ?? [];
  return `Showing only namespace ${namespace}, from your context: ${whoWords(cluster.identity)} may not list Services in the whole cluster.`;
}

/** degradedWords returns what the screen lacks and why: forbidden kinds by namespace, missing kinds, unreadable objects. */
export function degradedWords(sources: Iterable<SourceView>, identity: Identity): string[] {
  const sourceViews = [...sources];
  const missing = distinct(
    sourceViews.filter(({ phase }) => phase === 'missing').map(({ kind }) => kind),
  ).filter((kind) => !OPTIONAL.has(kind));
  return [
    forbiddenKinds(sourceViews, identity),
    missing.length === 0 ? '' : `The cluster does not have ${missing.join(', ')}.`,
    unreadable(sourceViews),
  ].filter((sentence) => sentence !== '');
}

/**
 * concerning returns the sources that may hold one Service's objects: those of its namespace or of all namespaces. Of their unreadable
 * objects it keeps only those whose names begin with the Service's.
 */
export function concerning(sources: Iterable<SourceView>, namespace: string, name: string): SourceView[] {
  return [...sources]
    .filter((source) => source.namespace === null || source.namespace === namespace)
    .map((source) => ({
      ...source,
      unreadable: source.unreadable.filter((key) => key.startsWith(`${namespace}/${name}`)),
    }));
}

/** forbiddenKinds groups namespaces in which the same kinds are forbidden. */
function forbiddenKinds(sources: readonly SourceView[], identity: Identity): string {
  const byNamespace = Map.groupBy(sources, ({ namespace }) => namespace);
  const namespacesByKinds = new Map<string, (string | null)[]>();
  for (const [namespace, ofNamespace] of byNamespace) {
    const kinds = distinct(ofNamespace.filter(({ phase }) => phase === 'forbidden').map(({ kind }) => kind));
    if (kinds.length === 0) continue;
    const isEverything = kinds.length > 1 && ofNamespace.every(({ phase }) => phase === 'forbidden');
    const what = isEverything ? 'anything' : kinds.join(', ');
    namespacesByKinds.set(what, [...(namespacesByKinds.get(what) ?? []), namespace]);
  }
  const parts = [...namespacesByKinds].map(([kinds, namespaces]) => {
    const named = namespaces.filter((namespace) => namespace !== null);
    return named.length === 0 ? kinds : `${kinds} ${inNamespaces(named)}`;
  });
  if (parts.length === 0) return '';
  return `${capital(whoWords(identity))} may not list ${parts.join('; nor ')}: what depends on that is not shown.`;
}

function unreadable(sources: readonly SourceView[]): string {
  const names = distinct(
    sources.flatMap(({ kind, unreadable: keys }) => keys.map((key) => `${kind} ${key}`)),
  );
  if (names.length === 0) return '';
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more} cannot be read: ${names.length === 1 ? 'its' : 'their'} data is missing or out of date.`;
}

function inNamespaces(namespaces: readonly string[]): string {
  const last = namespaces.at(-1) ?? '';
  if (namespaces.length === 1) return `in namespace ${last}`;
  return `in namespaces ${namespaces.slice(0, -1).join(', ')} and ${last}`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function capital(text: string): string {
  return text === 'you' ? 'You' : text;
}
