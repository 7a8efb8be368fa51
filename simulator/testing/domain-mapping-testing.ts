import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { ADMIN, type ControllerTest } from '#simulator/testing/controller-test.ts';

/** The domain that tests map by default. */
export const DOMAIN = 'hello.example.org';
export const SERVICE = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'hello' };

export interface MappingParts {
  name?: string;
  namespace?: string;
  ref?: Record<string, unknown>;
  tls?: { secretName: string };
  annotations?: Record<string, string>;
}

/** Maps DOMAIN in the namespace default to the Service hello, unless the parts override it. */
export function map(cluster: ControllerTest, parts: MappingParts = {}): StoredObject {
  const { name = DOMAIN, namespace = 'default', ref = SERVICE, tls, annotations = {} } = parts;
  return cluster.store.create(
    KNATIVE.domainMapping,
    { metadata: { name, namespace, annotations }, spec: { ref, ...(tls === undefined ? {} : { tls }) } },
    ADMIN,
  );
}

/** A condition of DOMAIN's mapping as `status reason: message`. */
export const said = (cluster: ControllerTest, type: string, namespace?: string): string =>
  cluster.condition(KNATIVE.domainMapping, DOMAIN, type, namespace);
