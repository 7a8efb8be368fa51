import { LABEL } from '#lib/knative/labels.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { CLUSTER_DOMAIN } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { domainNameProblem } from '#simulator/knative/admission/validation/domain-name.ts';
import { domainFor } from '#simulator/knative/config/domain.ts';
import { DEFAULT_DOMAIN_TEMPLATE } from '#simulator/knative/config/network.ts';
import { ConfigError } from '#simulator/knative/config/reader.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

/** hostName renders the tag template; the main host uses the Route's own name. */
export function hostName(context: Context, route: StoredObject, tag: string): string {
  const { name } = route.metadata;
  return tag === '' ? name : context.config.network.tagTemplate.render({ Name: name, Tag: tag });
}

/**
 * isClusterLocal reports whether a Route's host is cluster-local: by the Route's label, the domain that its labels select, or its
 * placeholder's label (`pkg/reconciler/route/visibility`).
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

/** localHosts lists a host's cluster-local names, shortest first. */
export function localHosts(context: Context, route: StoredObject, tag: string): string[] {
  const short = `${hostName(context, route, tag)}.${namespaceOf(route)}`;
  return [short, `${short}.svc`, localDomain(context, route, tag)];
}

/** publicDomain returns the external host, whether or not the Route has one. */
export function publicDomain(context: Context, route: StoredObject, tag: string): string {
  const { [LABEL.visibility]: _visibility, ...labels } = route.metadata.labels ?? {};
  return render(context, route, labels, tag);
}

/** domainOf returns the host that clients use. */
export function domainOf(context: Context, route: StoredObject, tag: string): string {
  return isClusterLocal(context, route, tag)
    ? localDomain(context, route, tag)
    : publicDomain(context, route, tag);
}

/** urlOf returns the URL of a Route or one of its tags, without a certificate. */
export function urlOf(context: Context, route: StoredObject, tag: string): string {
  const scheme = isClusterLocal(context, route, tag) ? 'http' : context.config.network.defaultExternalScheme;
  return `${scheme}://${domainOf(context, route, tag)}`;
}

/** domainProblem returns why a host is not valid, as the Route reports it (`pkg/reconciler/route/domains`); undefined for a valid one. */
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

/** Cluster-local hosts use the shipped template, whatever is configured. */
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
