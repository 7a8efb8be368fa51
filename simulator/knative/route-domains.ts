import { domainNameProblem } from '#lib/knative/domain-name.ts';
import { LABEL } from '#lib/knative/labels.ts';
import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { domainFor } from '#simulator/knative/config/domain.ts';
import { DEFAULT_DOMAIN_TEMPLATE } from '#simulator/knative/config/network.ts';
import { ConfigError } from '#simulator/knative/config/reader.ts';
import type { Context } from '#simulator/knative/context.ts';
import { CLUSTER_DOMAIN } from '#simulator/knative/names.ts';
import { namespaceOf } from '#simulator/knative/wire.ts';

/** hostName renders the tag template; the main host has the Route's own name. */
export function hostName(context: Context, route: StoredObject, tag: string): string {
  const { name } = route.metadata;
  return tag === '' ? name : context.config.network.tagTemplate.render({ Name: name, Tag: tag });
}

/**
 * isClusterLocal reports whether a Route's host is inside the cluster only: by the Route's label, the domain that its labels
 * choose, or its placeholder's label (`pkg/reconciler/route/visibility`).
 */
export function isClusterLocal(context: Context, route: StoredObject, tag: string): boolean {
  const domain = domainFor(context.config.domain, route.metadata.labels);
  if (domain === `svc.${CLUSTER_DOMAIN}`) return true;
  const host = hostName(context, route, tag);
  const placeholder = context.store.get(KUBERNETES.service, namespaceOf(route), host);
  const isOwn = placeholder?.metadata.labels?.[LABEL.route] === route.metadata.name;
  return isOwn && (placeholder?.metadata.labels?.[LABEL.visibility] ?? '') !== '';
}

/** localDomain returns `<name>.<namespace>.svc.<cluster domain>`. */
export function localDomain(context: Context, route: StoredObject, tag: string): string {
  const labels = { ...route.metadata.labels, [LABEL.visibility]: 'cluster-local' };
  return render(context, route, labels, tag);
}

/** localHosts lists the names of a host inside the cluster, shortest first. */
export function localHosts(context: Context, route: StoredObject, tag: string): string[] {
  const short = `${hostName(context, route, tag)}.${namespaceOf(route)}`;
  return [short, `${short}.svc`, localDomain(context, route, tag)];
}

/** publicDomain returns the host outside the cluster, whether or not there is one. */
export function publicDomain(context: Context, route: StoredObject, tag: string): string {
  const { [LABEL.visibility]: _visibility, ...labels } = route.metadata.labels ?? {};
  return render(context, route, labels, tag);
}

/** domainOf returns the host that people use. */
export function domainOf(context: Context, route: StoredObject, tag: string): string {
  return isClusterLocal(context, route, tag)
    ? localDomain(context, route, tag)
    : publicDomain(context, route, tag);
}

/** urlOf returns the address of a Route or of one of its tags, without a certificate. */
export function urlOf(context: Context, route: StoredObject, tag: string): string {
  const scheme = isClusterLocal(context, route, tag) ? 'http' : context.config.network.defaultExternalScheme;
  return `${scheme}://${domainOf(context, route, tag)}`;
}

/** domainProblem says why a host cannot be, as the Route tells it (`pkg/reconciler/route/domains`); undefined for a good one. */
export function domainProblem(context: Context, route: StoredObject, tag: string): string | undefined {
  try {
    const domain = domainOf(context, route, tag);
    const problem = domainNameProblem('url', domain);
    return problem === null ? undefined : `domain name error: invalid domain name "${domain}": ${problem}`;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return `domain name error: error executing the DomainTemplate: ${error.message}`;
  }
}

/** Cluster-local hosts have the shipped template, whatever is configured. */
function render(
  context: Context,
  route: StoredObject,
  labels: Record<string, string> | undefined,
  tag: string,
): string {
  const isLocal = labels?.[LABEL.visibility] === 'cluster-local';
  const template = isLocal ? DEFAULT_DOMAIN_TEMPLATE : context.config.network.domainTemplate;
  return template.render({
    Name: hostName(context, route, tag),
    Namespace: namespaceOf(route),
    Domain: domainFor(context.config.domain, labels),
    Annotations: route.metadata.annotations ?? {},
    Labels: labels ?? {},
  });
}
