import {
  BOOLEAN,
  INT_OR_STRING,
  INT32,
  INT64,
  keyed,
  list,
  mapOf,
  type ObjectSchema,
  object,
  open,
  type Schema,
  STRING,
  stringOr,
  whole,
} from '#simulator/schema/schema.ts';

// RevisionSpec: the part of a PodSpec that Knative's custom resources allow (knative/serving v0.50.0 `pkg/apis/serving/v1` and the field
// masks in `k8s_validation`). Fields behind a feature flag keep unknown members.

/** A resource quantity, as a number or a string (apimachinery `pkg/api/resource`). */
const QUANTITY: Schema = {
  type: 'intOrString',
  pattern:
    '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
};

const REFERENCE = { name: stringOr(''), optional: BOOLEAN };
const KEY_REFERENCE = whole(object({ ...REFERENCE, key: STRING }, ['key']));
const ITEMS = list(object({ key: STRING, mode: INT32, path: STRING }, ['key', 'path']));
const EXEC_COMMAND = object({ command: list(STRING) });

const PROBE = object({
  exec: EXEC_COMMAND,
  failureThreshold: INT32,
  grpc: object({ port: INT32, service: stringOr('') }),
  httpGet: object({
    host: STRING,
    httpHeaders: list(object({ name: STRING, value: STRING }, ['name', 'value'])),
    path: STRING,
    port: INT_OR_STRING,
    scheme: STRING,
  }),
  initialDelaySeconds: INT32,
  periodSeconds: INT32,
  successThreshold: INT32,
  tcpSocket: object({ host: STRING, port: INT_OR_STRING }),
  timeoutSeconds: INT32,
});

const ENVIRONMENT = keyed(
  'name',
  object(
    {
      name: STRING,
      value: STRING,
      valueFrom: object({
        configMapKeyRef: KEY_REFERENCE,
        fieldRef: whole(open()),
        resourceFieldRef: whole(open()),
        secretKeyRef: KEY_REFERENCE,
      }),
    },
    ['name'],
  ),
);

const CONTAINER = object({
  args: list(STRING),
  command: list(STRING),
  env: ENVIRONMENT,
  envFrom: list(
    object({ configMapRef: whole(object(REFERENCE)), prefix: STRING, secretRef: whole(object(REFERENCE)) }),
  ),
  image: STRING,
  imagePullPolicy: STRING,
  livenessProbe: PROBE,
  name: STRING,
  ports: list(object({ containerPort: INT32, name: STRING, protocol: stringOr('TCP') })),
  readinessProbe: PROBE,
  resources: object({ limits: mapOf(QUANTITY), requests: mapOf(QUANTITY) }),
  securityContext: object({
    allowPrivilegeEscalation: BOOLEAN,
    capabilities: object({ add: list(STRING), drop: list(STRING) }),
    privileged: BOOLEAN,
    readOnlyRootFilesystem: BOOLEAN,
    runAsGroup: INT64,
    runAsNonRoot: BOOLEAN,
    runAsUser: INT64,
    seccompProfile: object({ localhostProfile: STRING, type: STRING }, ['type']),
  }),
  startupProbe: PROBE,
  terminationMessagePath: STRING,
  terminationMessagePolicy: STRING,
  volumeMounts: keyed(
    'mountPath',
    object(
      { mountPath: STRING, mountPropagation: STRING, name: STRING, readOnly: BOOLEAN, subPath: STRING },
      ['mountPath', 'name'],
    ),
  ),
  workingDir: STRING,
});

const PROJECTION = whole(object({ ...REFERENCE, items: ITEMS }));
const DOWNWARD_ITEM = object(
  {
    fieldRef: whole(object({ apiVersion: STRING, fieldPath: STRING }, ['fieldPath'])),
    mode: INT32,
    path: STRING,
    resourceFieldRef: whole(
      object({ containerName: STRING, divisor: QUANTITY, resource: STRING }, ['resource']),
    ),
  },
  ['path'],
);

const VOLUME = object(
  {
    configMap: whole(object({ ...REFERENCE, defaultMode: INT32, items: ITEMS })),
    csi: open(),
    emptyDir: open(),
    ephemeral: open(),
    hostPath: open(),
    image: open(),
    name: STRING,
    persistentVolumeClaim: open(),
    projected: object({
      defaultMode: INT32,
      sources: list(
        object({
          configMap: PROJECTION,
          downwardAPI: object({ items: list(DOWNWARD_ITEM) }),
          secret: PROJECTION,
          serviceAccountToken: object({ audience: STRING, expirationSeconds: INT64, path: STRING }, ['path']),
        }),
      ),
    }),
    secret: object({ defaultMode: INT32, items: ITEMS, optional: BOOLEAN, secretName: STRING }),
  },
  ['name'],
);

export const REVISION_SPEC: ObjectSchema = object(
  {
    affinity: open(),
    automountServiceAccountToken: BOOLEAN,
    containerConcurrency: INT64,
    containers: list(CONTAINER),
    dnsConfig: open(),
    dnsPolicy: STRING,
    enableServiceLinks: BOOLEAN,
    hostAliases: list(open()),
    hostIPC: BOOLEAN,
    hostNetwork: BOOLEAN,
    hostPID: BOOLEAN,
    idleTimeoutSeconds: INT64,
    imagePullSecrets: keyed('name', whole(object({ name: stringOr('') }))),
    initContainers: list(open()),
    nodeSelector: whole(mapOf(STRING)),
    priorityClassName: STRING,
    responseStartTimeoutSeconds: INT64,
    runtimeClassName: STRING,
    schedulerName: STRING,
    securityContext: open(),
    serviceAccountName: STRING,
    shareProcessNamespace: BOOLEAN,
    timeoutSeconds: INT64,
    tolerations: list(open()),
    topologySpreadConstraints: list(open()),
    volumes: keyed('name', VOLUME),
  },
  ['containers'],
);
