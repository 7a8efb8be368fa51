import {
  BOOLEAN,
  INT_OR_STRING,
  INT32,
  INT64,
  INTEGER,
  list,
  mapOf,
  type ObjectSchema,
  object,
  STRING,
  stringOr,
  whole,
} from '#simulator/schema/schema.ts';
import { STATUS } from '#simulator/schema/serving.ts';

/** The kinds of autoscaling.internal.knative.dev (knative/serving v0.50.0). */
export const AUTOSCALING: Readonly<Record<string, ObjectSchema>> = {
  PodAutoscaler: object({
    spec: object(
      {
        containerConcurrency: INT64,
        protocolType: STRING,
        reachability: STRING,
        scaleTargetRef: whole(object({ apiVersion: STRING, kind: STRING, name: STRING })),
      },
      ['protocolType', 'scaleTargetRef'],
    ),
    status: object(
      {
        ...STATUS,
        actualScale: INT32,
        desiredScale: INT32,
        metricsServiceName: STRING,
        serviceName: STRING,
      },
      ['metricsServiceName', 'serviceName'],
    ),
  }),
  Metric: object({
    spec: object({ panicWindow: INT64, scrapeTarget: STRING, stableWindow: INT64 }, [
      'panicWindow',
      'scrapeTarget',
      'stableWindow',
    ]),
    status: object(STATUS),
  }),
};

const LOAD_BALANCER = object({
  ingress: list(object({ domain: STRING, domainInternal: STRING, ip: STRING, meshOnly: BOOLEAN })),
});

const SPLIT = object(
  {
    appendHeaders: mapOf(STRING),
    percent: INTEGER,
    serviceName: STRING,
    serviceNamespace: STRING,
    servicePort: INT_OR_STRING,
  },
  ['serviceName', 'serviceNamespace', 'servicePort'],
);

const HTTP_PATH = object(
  {
    appendHeaders: mapOf(STRING),
    headers: mapOf(object({ exact: STRING }, ['exact'])),
    path: STRING,
    rewriteHost: STRING,
    splits: list(SPLIT),
  },
  ['splits'],
);

/** The kinds of networking.internal.knative.dev (knative.dev/networking, as knative/serving v0.50.0 requires it). */
export const NETWORKING: Readonly<Record<string, ObjectSchema>> = {
  Ingress: object({
    spec: object({
      httpOption: STRING,
      rules: list(
        object({
          hosts: list(STRING),
          http: object({ paths: list(HTTP_PATH) }, ['paths']),
          visibility: STRING,
        }),
      ),
      tls: list(object({ hosts: list(STRING), secretName: STRING, secretNamespace: STRING })),
    }),
    status: object({ ...STATUS, privateLoadBalancer: LOAD_BALANCER, publicLoadBalancer: LOAD_BALANCER }),
  }),
  ServerlessService: object({
    spec: object(
      {
        mode: STRING,
        numActivators: INT32,
        objectRef: whole(
          object({
            apiVersion: STRING,
            fieldPath: STRING,
            kind: STRING,
            name: STRING,
            namespace: STRING,
            resourceVersion: STRING,
            uid: STRING,
          }),
        ),
        protocolType: STRING,
      },
      ['objectRef', 'protocolType'],
    ),
    status: object({ ...STATUS, privateServiceName: STRING, serviceName: STRING }),
  }),
  Certificate: object({
    spec: object({ dnsNames: list(STRING), domain: STRING, secretName: STRING }, ['dnsNames', 'secretName']),
    status: object({
      ...STATUS,
      http01Challenges: list(
        object({
          serviceName: STRING,
          serviceNamespace: STRING,
          servicePort: INT_OR_STRING,
          url: STRING,
        }),
      ),
      notAfter: { type: 'string', format: 'date-time' },
    }),
  }),
  ClusterDomainClaim: object({ spec: object({ namespace: STRING }, ['namespace']) }),
};

/** The kind of caching.internal.knative.dev (knative.dev/caching, as knative/serving v0.50.0 requires it). */
export const CACHING: Readonly<Record<string, ObjectSchema>> = {
  Image: object({
    spec: object(
      {
        image: STRING,
        imagePullSecrets: list(whole(object({ name: stringOr('') }))),
        serviceAccountName: STRING,
      },
      ['image'],
    ),
    status: object(STATUS),
  }),
};
