import { LABEL } from '#lib/knative/labels.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import { hostOf } from '#lib/view/routed-shares.ts';
import { type SafeUrl, safeUrl } from '#lib/view/safe-url.ts';

/** visibilityOf tells whether a Service is reachable from outside: by its label, else by a host of the form `name.namespace.svc…`. */
export function visibilityOf(service: KnativeService): 'public' | 'cluster-local' {
  const { name, namespace = '', labels } = service.metadata;
  if (labels?.[LABEL.visibility] === 'cluster-local') return 'cluster-local';
  const host = hostOf(service.status?.url ?? '');
  const local = `${name}.${namespace}.svc`;
  return host === local || host.startsWith(`${local}.`) ? 'cluster-local' : 'public';
}

/** isClusterLocal reports whether a URL answers inside the cluster only: its host is `name.namespace.svc` with the cluster's domain. */
export function isClusterLocal(url: string): boolean {
  return /^[^.]+\.[^.]+\.svc(\.|$)/.test(hostOf(url));
}

/** openableUrl returns an address of the cluster's as one that a browser can open; null for one that is no web page's, or that answers inside the cluster only. */
export function openableUrl(address: string | null | undefined): SafeUrl | null {
  const url = safeUrl(address);
  return url === null || isClusterLocal(url) ? null : url;
}
