import { KNATIVE } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { ADMIN, type TestCluster } from '#simulator/knative/testing.ts';

/** The domain that tests map, unless they say another. */
export const DOMAIN = 'hello.example.org';
export const SERVICE = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'hello' };

export interface MappingParts {
  name?: string;
  namespace?: string;
  ref?: Record<string, unknown>;
  tls?: { secretName: string };
  annotations?: Record<string, string>;
}

/** Maps DOMAIN in the namespace default to the Service hello, but for what the parts say. */
export function map(cluster: TestCluster, parts: MappingParts = {}): StoredObject {
  const { name = DOMAIN, namespace = 'default', ref = SERVICE, tls, annotations = {} } = parts;
  return cluster.store.create(
    KNATIVE.domainMapping,
    { metadata: { name, namespace, annotations }, spec: { ref, ...(tls === undefined ? {} : { tls }) } },
    ADMIN,
  );
}

/** A condition of DOMAIN's mapping as `status reason: message`. */
export const said = (cluster: TestCluster, type: string, namespace?: string): string =>
  cluster.condition(KNATIVE.domainMapping, DOMAIN, type, namespace);
