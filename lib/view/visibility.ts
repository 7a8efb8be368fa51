import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedService } from '#lib/knative/trimmed.ts';
import { hostOf } from '#lib/view/routed-shares.ts';
import { type SafeUrl, safeUrl } from '#lib/view/safe-url.ts';

/**
 * visibilityOf returns whether a Service is reachable from outside: by its label, otherwise by a host of the form `name.namespace.svc…`.
 */
export function visibilityOf(service: TrimmedService): 'public' | 'cluster-local' {
  const { name, namespace = '', labels } = service.metadata;
  if (labels?.[LABEL.visibility] === 'cluster-local') return 'cluster-local';
  const host = hostOf(service.status?.url ?? '');
  const local = `${name}.${namespace}.svc`;
  return host === local || host.startsWith(`${local}.`) ? 'cluster-local' : 'public';
}

/** isClusterLocal reports whether a URL answers only inside the cluster: its host is `name.namespace.svc` with the cluster's domain. */
export function isClusterLocal(url: string): boolean {
  return /^[^.]+\.[^.]+\.svc(\.|$)/.test(hostOf(url));
}

/**
 * openableUrl returns an address from the cluster as one that a browser can open; null for one that is not a web page's, or that answers
 * only inside the cluster.
 */
export function openableUrl(address: string | null | undefined): SafeUrl | null {
  const url = safeUrl(address);
  return url === null || isClusterLocal(url) ? null : url;
}
