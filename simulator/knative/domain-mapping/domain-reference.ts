import type { DomainMapping, KReference } from '#lib/knative/domain-mapping.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { CLUSTER_DOMAIN } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

const SUFFIX = `.svc.${CLUSTER_DOMAIN}`;
const KNOWN: readonly ResourceType[] = [...Object.values(KNATIVE), ...Object.values(KUBERNETES)];

/** The target of a DomainMapping: a cluster-local host and its Service; or why it has none. */
export type Resolved = { host: string; service: string } | { problem: string; isFound: boolean };

/**
 * resolveReference resolves a DomainMapping's reference to its address, which must belong to a Service in the same namespace
 * (`pkg/reconciler/domainmapping` resolveRef, knative.dev/pkg `resolver`). `isFound` distinguishes an unsuitable address from a missing
 * one.
 */
export function resolveReference(context: Context, object: Stored<DomainMapping>): Resolved {
  const { ref } = object.spec;
  const url = addressOf(context, ref, namespaceOf(object));
  if ('problem' in url) return { ...url, isFound: false };
  const { href } = url;
  const { host, path } = partsOf(href);
  const fail = (why: string): Resolved => ({
    problem: `resolved URI ${JSON.stringify(href)} ${why}`,
    isFound: true,
  });
  if (path.replace(/\/$/, '') !== '') return fail('contains a path');
  const [service = '', namespace, ...rest] = host.slice(0, -SUFFIX.length).split('.');
  if (!host.endsWith(SUFFIX) || namespace === undefined || rest.length > 0) {
    return fail(`must be of the form {name}.{namespace}${SUFFIX}`);
  }
  if (namespace !== namespaceOf(object)) return fail('must be in same namespace as DomainMapping');
  return { host, service };
}

function partsOf(url: string): { host: string; path: string } {
  const [, host = '', path = ''] = /^[^:]+:\/\/([^/]*)(.*)$/.exec(url) ?? [];
  return { host, path };
}

function addressOf(
  context: Context,
  ref: KReference,
  namespace: string,
): { href: string } | { problem: string } {
  const { apiVersion = '', kind, name } = ref;
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const type = KNOWN.find(
    (candidate) => candidate.group === group && candidate.version === version && candidate.kind === kind,
  );
  if (type === undefined) {
    const resource = `${group}/${version}, Resource=${pluralOf(kind)}`;
    const kinds = `${pluralOf(kind)}${group === '' ? '' : `.${group}`}`;
    const why = `${kinds} is forbidden: User "${WRITER.knative.user.name}" cannot list resource "${pluralOf(kind)}" in API group "${group}" at the cluster scope`;
    return { problem: `failed to get lister for ${resource}: ${why}` };
  }
  const found = context.store.get(type, namespace, name);
  if (found === undefined) {
    const why = `${resourceId(type)} ${JSON.stringify(name)} not found`;
    return { problem: `failed to get object ${namespace}/${name}: ${why}` };
  }
  if (type === KUBERNETES.service) return { href: `http://${name}.${namespace}${SUFFIX}` };
  const { address } = (found['status'] ?? {}) as { address?: { url?: string } };
  const words = textOf(ref);
  if (address === undefined) return { problem: `address not set for ${words}` };
  const { url = '' } = address;
  if (url === '') return { problem: `URL missing in address of ${words}` };
  return partsOf(url).host === '' ? { problem: `hostname missing in address of ${words}` } : { href: url };
}

/** Like `meta.UnsafeGuessKindToResource`. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('endpoints')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function textOf({
  kind,
  namespace = '',
  name,
  apiVersion = '',
  group = '',
  address = '',
}: KReference): string {
  return `Kind = ${kind}, Namespace = ${namespace}, Name = ${name}, APIVersion = ${apiVersion}, Group = ${group}, Address = ${address}`;
}
