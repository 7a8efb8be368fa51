import { maskText } from '#lib/kubernetes/mask-object.ts';

/** Written by Knative, kn and kubectl for their own use; kn omits them too (`knative.dev/client` v1.23 `pkg/commands/describe.go`). */
const OWN_DOMAINS = new Set(['serving.knative.dev', 'client.knative.dev', 'kubectl.kubernetes.io']);
const LONGEST = 200;

/**
 * keyValues returns labels or annotations as `key=value`, sorted by key, as `kn … describe` does. It cuts values past 200 characters and
 * masks secrets.
 */
export function keyValues(map: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(map ?? {})
    .filter(([key]) => !OWN_DOMAINS.has(key.split('/')[0] ?? '') || !key.includes('/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, maskText(key, value)] as const)
    .map(([key, value]) => `${key}=${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}`);
}
