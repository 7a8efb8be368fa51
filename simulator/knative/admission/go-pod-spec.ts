import {
  BOOL,
  type GoStruct,
  type GoType,
  INT_OR_STRING,
  INT32,
  INT64,
  list,
  mapOf,
  QUANTITY,
  STRING,
  struct,
  text,
} from '#simulator/knative/admission/go-type.ts';

// k8s.io/api v0.35 `core/v1/types.go`: the part of a PodSpec that the schemas of Knative's custom kinds allow.

const LOCAL_REFERENCE = struct('v1.LocalObjectReference', { name: STRING });
const optional = (name: string, fields: Record<string, GoType> = {}): GoStruct =>
  struct(name, { optional: BOOL, ...fields }, LOCAL_REFERENCE);
const ITEMS = list(struct('v1.KeyToPath', { key: STRING, mode: INT32, path: STRING }));

const HANDLER = struct('v1.ProbeHandler', {
  exec: struct('v1.ExecAction', { command: list(STRING) }),
  grpc: struct('v1.GRPCAction', { port: INT32, service: STRING }),
  httpGet: struct('v1.HTTPGetAction', {
    host: STRING,
    httpHeaders: list(struct('v1.HTTPHeader', { name: STRING, value: STRING })),
    path: STRING,
    port: INT_OR_STRING,
    scheme: text('v1.URIScheme'),
  }),
  tcpSocket: struct('v1.TCPSocketAction', { host: STRING, port: INT_OR_STRING }),
});
const PROBE = struct(
  'v1.Probe',
  {
    failureThreshold: INT32,
    initialDelaySeconds: INT32,
    periodSeconds: INT32,
    successThreshold: INT32,
    timeoutSeconds: INT32,
  },
  HANDLER,
);

const FIELD_REFERENCE = struct('v1.ObjectFieldSelector', { apiVersion: STRING, fieldPath: STRING });
const RESOURCE_REFERENCE = struct('v1.ResourceFieldSelector', {
  containerName: STRING,
  divisor: QUANTITY,
  resource: STRING,
});
const ENV = struct('v1.EnvVar', {
  name: STRING,
  value: STRING,
  valueFrom: struct('v1.EnvVarSource', {
    configMapKeyRef: optional('v1.ConfigMapKeySelector', { key: STRING }),
    fieldRef: FIELD_REFERENCE,
    resourceFieldRef: RESOURCE_REFERENCE,
    secretKeyRef: optional('v1.SecretKeySelector', { key: STRING }),
  }),
});

const RESOURCES = mapOf(QUANTITY, 'v1.ResourceList');
const CAPABILITIES = list(text('v1.Capability'));

const CONTAINER = struct('v1.Container', {
  args: list(STRING),
  command: list(STRING),
  env: list(ENV),
  envFrom: list(
    struct('v1.EnvFromSource', {
      configMapRef: optional('v1.ConfigMapEnvSource'),
      prefix: STRING,
      secretRef: optional('v1.SecretEnvSource'),
    }),
  ),
  image: STRING,
  imagePullPolicy: text('v1.PullPolicy'),
  livenessProbe: PROBE,
  name: STRING,
  ports: list(
    struct('v1.ContainerPort', { containerPort: INT32, name: STRING, protocol: text('v1.Protocol') }),
  ),
  readinessProbe: PROBE,
  resources: struct('v1.ResourceRequirements', { limits: RESOURCES, requests: RESOURCES }),
  securityContext: struct('v1.SecurityContext', {
    allowPrivilegeEscalation: BOOL,
    capabilities: struct('v1.Capabilities', { add: CAPABILITIES, drop: CAPABILITIES }),
    privileged: BOOL,
    readOnlyRootFilesystem: BOOL,
    runAsGroup: INT64,
    runAsNonRoot: BOOL,
    runAsUser: INT64,
    seccompProfile: struct('v1.SeccompProfile', {
      localhostProfile: STRING,
      type: text('v1.SeccompProfileType'),
    }),
  }),
  startupProbe: PROBE,
  terminationMessagePath: STRING,
  terminationMessagePolicy: text('v1.TerminationMessagePolicy'),
  volumeMounts: list(
    struct('v1.VolumeMount', {
      mountPath: STRING,
      mountPropagation: text('v1.MountPropagationMode'),
      name: STRING,
      readOnly: BOOL,
      subPath: STRING,
    }),
  ),
  workingDir: STRING,
});

const PROJECTIONS = list(
  struct('v1.VolumeProjection', {
    configMap: optional('v1.ConfigMapProjection', { items: ITEMS }),
    downwardAPI: struct('v1.DownwardAPIProjection', {
      items: list(
        struct('v1.DownwardAPIVolumeFile', {
          fieldRef: FIELD_REFERENCE,
          mode: INT32,
          path: STRING,
          resourceFieldRef: RESOURCE_REFERENCE,
        }),
      ),
    }),
    secret: optional('v1.SecretProjection', { items: ITEMS }),
    serviceAccountToken: struct('v1.ServiceAccountTokenProjection', {
      audience: STRING,
      expirationSeconds: INT64,
      path: STRING,
    }),
  }),
);
const VOLUME_SOURCE = struct('v1.VolumeSource', {
  configMap: optional('v1.ConfigMapVolumeSource', { defaultMode: INT32, items: ITEMS }),
  csi: struct('v1.CSIVolumeSource', { driver: STRING, readOnly: BOOL }),
  emptyDir: struct('v1.EmptyDirVolumeSource', { medium: text('v1.StorageMedium'), sizeLimit: QUANTITY }),
  ephemeral: struct('v1.EphemeralVolumeSource', {}),
  hostPath: struct('v1.HostPathVolumeSource', { path: STRING, type: text('v1.HostPathType') }),
  image: struct('v1.ImageVolumeSource', { pullPolicy: text('v1.PullPolicy'), reference: STRING }),
  persistentVolumeClaim: struct('v1.PersistentVolumeClaimVolumeSource', {
    claimName: STRING,
    readOnly: BOOL,
  }),
  projected: struct('v1.ProjectedVolumeSource', { defaultMode: INT32, sources: PROJECTIONS }),
  secret: struct('v1.SecretVolumeSource', {
    defaultMode: INT32,
    items: ITEMS,
    optional: BOOL,
    secretName: STRING,
  }),
});

/** Fields behind a feature flag are checked only as a whole. */
export const POD_SPEC: GoStruct = struct('v1.PodSpec', {
  affinity: struct('v1.Affinity', {}),
  automountServiceAccountToken: BOOL,
  containers: list(CONTAINER),
  dnsConfig: struct('v1.PodDNSConfig', {}),
  dnsPolicy: text('v1.DNSPolicy'),
  enableServiceLinks: BOOL,
  hostAliases: list(struct('v1.HostAlias', {})),
  hostIPC: BOOL,
  hostNetwork: BOOL,
  hostPID: BOOL,
  imagePullSecrets: list(LOCAL_REFERENCE),
  initContainers: list(CONTAINER),
  nodeSelector: mapOf(STRING),
  priorityClassName: STRING,
  runtimeClassName: STRING,
  schedulerName: STRING,
  securityContext: struct('v1.PodSecurityContext', {}),
  serviceAccountName: STRING,
  shareProcessNamespace: BOOL,
  tolerations: list(struct('v1.Toleration', {})),
  topologySpreadConstraints: list(struct('v1.TopologySpreadConstraint', {})),
  volumes: list(struct('v1.Volume', { name: STRING }, VOLUME_SOURCE)),
});
