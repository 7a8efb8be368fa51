import { REVISION_SPEC } from '#simulator/schema/pod-spec.ts';
import {
  BOOLEAN,
  INT32,
  INT64,
  list,
  mapOf,
  type ObjectSchema,
  object,
  open,
  STRING,
} from '#simulator/schema/schema.ts';

// The kinds of serving.knative.dev (knative/serving v0.50.0 `pkg/apis/serving/v1` and `v1beta1`).

/** duckv1.Status (knative.dev/pkg `apis/duck/v1`): the status fields of every Knative kind. */
export const STATUS = {
  annotations: mapOf(STRING),
  conditions: list(
    object(
      {
        lastTransitionTime: STRING,
        message: STRING,
        reason: STRING,
        severity: STRING,
        status: STRING,
        type: STRING,
      },
      ['status', 'type'],
    ),
  ),
  observedGeneration: INT64,
};

const TRAFFIC = list(
  object({
    configurationName: STRING,
    latestRevision: BOOLEAN,
    percent: INT64,
    revisionName: STRING,
    tag: STRING,
    url: STRING,
  }),
);
const ADDRESS = object({ CACerts: STRING, audience: STRING, name: STRING, url: STRING });
const TEMPLATE = object({
  metadata: open({
    annotations: mapOf(STRING),
    finalizers: list(STRING),
    labels: mapOf(STRING),
    name: STRING,
    namespace: STRING,
  }),
  spec: REVISION_SPEC,
});
const CONFIGURATION_STATUS = {
  ...STATUS,
  latestCreatedRevisionName: STRING,
  latestReadyRevisionName: STRING,
};
const ROUTE_STATUS = { ...STATUS, address: ADDRESS, traffic: TRAFFIC, url: STRING };
const CONTAINER_STATUSES = list(object({ imageDigest: STRING, name: STRING }));

/** By kind: an object's fields apart from apiVersion, kind and metadata. */
export const SERVING: Readonly<Record<string, ObjectSchema>> = {
  Service: object({
    spec: object({ template: TEMPLATE, traffic: TRAFFIC }),
    status: object({ ...CONFIGURATION_STATUS, ...ROUTE_STATUS }),
  }),
  Configuration: object({ spec: object({ template: TEMPLATE }), status: object(CONFIGURATION_STATUS) }),
  Route: object({ spec: object({ traffic: TRAFFIC }), status: object(ROUTE_STATUS) }),
  Revision: object({
    spec: REVISION_SPEC,
    status: object({
      ...STATUS,
      actualReplicas: INT32,
      containerStatuses: CONTAINER_STATUSES,
      desiredReplicas: INT32,
      initContainerStatuses: CONTAINER_STATUSES,
      logUrl: STRING,
    }),
  }),
  DomainMapping: object({
    spec: object(
      {
        ref: object(
          {
            address: STRING,
            apiVersion: STRING,
            group: STRING,
            kind: STRING,
            name: STRING,
            namespace: STRING,
          },
          ['kind', 'name'],
        ),
        tls: object({ secretName: STRING }, ['secretName']),
      },
      ['ref'],
    ),
    status: object({ ...STATUS, address: ADDRESS, url: STRING }),
  }),
};
