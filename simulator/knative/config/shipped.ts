import { sha256 } from '#simulator/controllers/names.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';

/**
 * The data of Knative's ConfigMaps in a new embedded cluster: as installed, plus a domain for all Services, automatic domain claims, and a
 * progress deadline shorter than the real 600 s, so that a failure shows while someone is watching.
 */
export const SHIPPED = {
  'config-autoscaler': {},
  'config-defaults': {},
  'config-deployment': {
    'queue-sidecar-image': `gcr.io/knative-releases/knative.dev/serving/cmd/queue@sha256:${sha256('queue-proxy')}`,
    'progress-deadline': '60s',
  },
  'config-domain': { 'example.com': '' },
  'config-features': {},
  'config-gc': {},
  'config-network': { 'autocreate-cluster-domain-claims': 'true' },
} as const satisfies Record<string, ConfigData>;

/** A ConfigMap of a new cluster. */
export type ShippedName = keyof typeof SHIPPED;
