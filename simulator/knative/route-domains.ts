import { LABEL } from '#lib/knative/labels.ts';
import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { Context } from '#simulator/knative/context.ts';
import { namespaceOf } from '#simulator/knative/wire.ts';

/** hostName renders the tag template `{{.Tag}}-{{.Name}}`; the main host has the Route's own name. */
export function hostName(route: StoredObject, tag: string): string {
  return tag === '' ? route.metadata.name : `${tag}-${route.metadata.name}`;
}

/** isClusterLocal reports whether a Route's host is inside the cluster only: by the Route's label or its placeholder's. */
export function isClusterLocal(context: Context, route: StoredObject, tag: string): boolean {
  if (route.metadata.labels?.[LABEL.visibility] === 'cluster-local') return true;
  const placeholder = context.store.get(KUBERNETES.service, namespaceOf(route), hostName(route, tag));
  return (placeholder?.metadata.labels?.[LABEL.visibility] ?? '') !== '';
}

/** localDomain returns `<name>.<namespace>.svc.<cluster domain>`. */
export function localDomain(context: Context, route: StoredObject, tag: string): string {
  return `${hostName(route, tag)}.${namespaceOf(route)}.svc.${context.settings.clusterDomain}`;
}

/** localHosts lists the names of a host inside the cluster, shortest first. */
export function localHosts(context: Context, route: StoredObject, tag: string): string[] {
  const short = `${hostName(route, tag)}.${namespaceOf(route)}`;
  return [short, `${short}.svc`, localDomain(context, route, tag)];
}

/** domainOf returns the host that people use. */
export function domainOf(context: Context, route: StoredObject, tag: string): string {
  return isClusterLocal(context, route, tag)
    ? localDomain(context, route, tag)
    : `${hostName(route, tag)}.${namespaceOf(route)}.${context.settings.domain}`;
}

/** urlOf returns the address of a Route or of one of its tags. */
export function urlOf(context: Context, route: StoredObject, tag: string): string {
  return `http://${domainOf(context, route, tag)}`;
}
