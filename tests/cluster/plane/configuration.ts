import type { Manifest } from '#tests/cluster/plane/manifests.ts';

/** Where Knative keeps its configuration. */
export const SYSTEM_NAMESPACE = 'knative-serving';

/**
 * The ConfigMaps that Knative's processes read; they exit if one is missing, and an empty one means the defaults (knative/serving
 * v0.50.0). The values are the embedded cluster's, so that both can be compared.
 */
const DATA: Record<string, Record<string, string>> = {
  'config-autoscaler': {
    // The activator is never in the path, so nothing is scraped and no pod is dialed.
    'target-burst-capacity': '-1',
    'allow-zero-initial-scale': 'true',
  },
  'config-defaults': {},
  'config-deployment': {
    'queue-sidecar-image': 'dev.local/queue:test',
    'progress-deadline': '60s',
  },
  'config-domain': { 'example.com': '' },
  'config-features': {},
  'config-gc': {},
  'config-logging': { 'loglevel.plane': 'warn' },
  'config-network': { 'autocreate-cluster-domain-claims': 'true' },
  'config-observability': {},
};

/** configurationMaps returns the ConfigMaps, with the labels that Knative's webhook selects them by. */
export function configurationMaps(): Manifest[] {
  return Object.entries(DATA).map(([name, data]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: SYSTEM_NAMESPACE,
      labels: { 'app.kubernetes.io/name': 'knative-serving', 'app.kubernetes.io/component': 'controller' },
    },
    data,
  }));
}
