import type { KubeObject } from '#lib/kubernetes/object.ts';

/**
 * Marks that tools leave on what they keep in step with Git (Argo CD `common/common.go`: tracking label and annotation;
 * Flux kustomize-controller and helm-controller: owner labels).
 */
const MARKS: readonly { tool: string; keys: readonly string[] }[] = [
  { tool: 'Argo CD', keys: ['argocd.argoproj.io/tracking-id', 'argocd.argoproj.io/instance'] },
  { tool: 'Flux', keys: ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'] },
];

/** managedBy names the GitOps tool that will revert changes made elsewhere; null when none is recognised. */
export function managedBy({ metadata }: KubeObject): string | null {
  const has = (key: string): boolean =>
    metadata.labels?.[key] !== undefined || metadata.annotations?.[key] !== undefined;
  return MARKS.find(({ keys }) => keys.some(has))?.tool ?? null;
}
