import type { KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import { defaultService } from '#simulator/knative/admission/defaults.ts';

/** Metadata that every object of these tests has. */
export const META = {
  name: 'svc',
  namespace: 'default',
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

export interface ServiceParts {
  traffic?: TrafficTarget[];
  annotations?: Record<string, string>;
  template?: Partial<KnativeService['spec']['template']['metadata']>;
  spec?: Record<string, unknown>;
  container?: Record<string, unknown>;
}

/** A Service with one busybox container and defaults, unless the parts override it. */
export function service(parts: ServiceParts = {}): KnativeService {
  return defaultService({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { ...META, annotations: parts.annotations },
    spec: {
      template: {
        metadata: parts.template,
        spec: { containers: [{ image: 'busybox', ...parts.container }], ...parts.spec },
      },
      traffic: parts.traffic,
    },
  });
}
