import { decodeError } from '#simulator/knative/admission/go-decode.ts';
import { POD_SPEC } from '#simulator/knative/admission/go-pod-spec.ts';
import {
  BOOL,
  type GoStruct,
  type GoType,
  INT64,
  list,
  mapOf,
  STRING,
  struct,
} from '#simulator/knative/admission/go-type.ts';

// The fields of serving.knative.dev kinds as knative/serving v1.23 decodes them (`pkg/apis/serving/v1` and `v1beta1`).

const REVISION_SPEC = struct(
  'v1.RevisionSpec',
  {
    containerConcurrency: INT64,
    idleTimeoutSeconds: INT64,
    responseStartTimeoutSeconds: INT64,
    timeoutSeconds: INT64,
  },
  POD_SPEC,
);
const CONFIGURATION_SPEC = struct('v1.ConfigurationSpec', {
  template: struct('v1.RevisionTemplateSpec', {
    metadata: struct('v1.ObjectMeta', {
      annotations: mapOf(STRING),
      finalizers: list(STRING),
      labels: mapOf(STRING),
      name: STRING,
      namespace: STRING,
    }),
    spec: REVISION_SPEC,
  }),
});
/** `apis.URL` of knative.dev/pkg, which decodes a string first. */
const ADDRESS: GoType = {
  kind: 'own',
  name: 'apis.URL',
  problem: (value, wrong) => (typeof value === 'string' ? undefined : wrong('string')),
};
const ROUTE_SPEC = struct('v1.RouteSpec', {
  traffic: list(
    struct('v1.TrafficTarget', {
      configurationName: STRING,
      latestRevision: BOOL,
      percent: INT64,
      revisionName: STRING,
      tag: STRING,
      url: ADDRESS,
    }),
  ),
});
const DOMAIN_MAPPING_SPEC = struct('v1beta1.DomainMappingSpec', {
  ref: struct('v1.KReference', {
    address: STRING,
    apiVersion: STRING,
    group: STRING,
    kind: STRING,
    name: STRING,
    namespace: STRING,
  }),
  tls: struct('v1beta1.SecretTLS', { secretName: STRING }),
});

/** The Go types of serving.knative.dev by kind. */
export const SERVING_TYPES: Readonly<Record<string, GoStruct>> = {
  Service: struct('v1.Service', { spec: struct('v1.ServiceSpec', {}, CONFIGURATION_SPEC, ROUTE_SPEC) }),
  Configuration: struct('v1.Configuration', { spec: CONFIGURATION_SPEC }),
  Revision: struct('v1.Revision', { spec: REVISION_SPEC }),
  Route: struct('v1.Route', { spec: ROUTE_SPEC }),
  DomainMapping: struct('v1beta1.DomainMapping', { spec: DOMAIN_MAPPING_SPEC }),
};

/** typeErrorOf returns why Knative's webhooks cannot decode an object, as the message of Go's JSON decoder; undefined when they can. */
export function typeErrorOf(object: { [field: string]: unknown }): string | undefined {
  const type = SERVING_TYPES[String(object['kind'])];
  return type === undefined ? undefined : decodeError(object, type);
}
