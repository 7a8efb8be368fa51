import type { ConfigData } from '#simulator/knative/config/reader.ts';
import { sha256 } from '#simulator/knative/names.ts';

/**
 * The data of Knative's ConfigMaps in a new embedded cluster. As an install has it, with a domain for all, claims that make
 * themselves, and a progress deadline shorter than the real 600 s, so that a failure shows while one looks.
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
