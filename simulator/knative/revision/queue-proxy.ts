import { LABEL } from '#lib/knative/labels.ts';
import type { Container, EnvVar, Revision } from '#lib/knative/types.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import type { Features } from '#simulator/knative/config/feature-flags.ts';
import { type LiveConfig, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { queueResources } from '#simulator/knative/revision/queue-resources.ts';

// What Knative adds next to the user's container (knative/serving v0.50 `pkg/reconciler/revision/resources/queue.go`).

export const QUEUE_PROXY = 'queue-proxy';
const DEFAULT_PORT = 8080;
const LOOPBACK = '127.0.0.1';

/** config-observability as shipped: nothing is exported. */
const OBSERVABILITY = {
  tracing: { protocol: 'none' },
  metrics: { protocol: 'none' },
  runtime: { profiling: 'disabled', exportInterval: 15_000_000_000 },
  requestMetrics: { protocol: 'none' },
  requestLogTemplate:
    '{"httpRequest": {"requestMethod": "{{.Request.Method}}", "requestUrl": "{{js .Request.RequestURI}}", "requestSize": "{{.Request.ContentLength}}", "status": {{.Response.Code}}, "responseSize": "{{.Response.Size}}", "userAgent": "{{js .Request.UserAgent}}", "remoteIp": "{{js .Request.RemoteAddr}}", "serverIp": "{{.Revision.PodIP}}", "referer": "{{js .Request.Referer}}", "latency": "{{.Response.Latency}}s", "protocol": "{{.Request.Proto}}"}, "traceId": "{{.TraceID}}"}',
};

/** The volume that holds the pod's annotations, and its mount in queue-proxy. */
export const POD_INFO_VOLUME = {
  name: 'pod-info',
  downwardAPI: { items: [{ path: 'annotations', fieldRef: { fieldPath: 'metadata.annotations' } }] },
};
const POD_INFO_MOUNT = { name: POD_INFO_VOLUME.name, mountPath: '/etc/podinfo', readOnly: true };

/** servingContainer returns the container that receives requests: the one with a port, or the only one. */
export function servingContainer(revision: Stored<Revision>): Container | undefined {
  const { containers } = revision.spec;
  return containers.find(({ ports = [] }) => ports.length > 0) ?? containers[0];
}

/** userPortOf returns the port that the user's container listens on. */
export function userPortOf(revision: Stored<Revision>): number {
  return servingContainer(revision)?.ports?.[0]?.containerPort || DEFAULT_PORT;
}

/** protocolOf returns Knative's name for the protocol of the user's container. */
export function protocolOf(revision: Stored<Revision>): 'http1' | 'h2c' {
  return servingContainer(revision)?.ports?.[0]?.name === 'h2c' ? 'h2c' : 'http1';
}

/** servingPortOf returns the queue-proxy port for a protocol. */
export function servingPortOf(protocol: string): number {
  return protocol === 'h2c' ? 8013 : 8012;
}

/** queueProxyFor returns the queue-proxy container, which fronts the user's container. */
export function queueProxyFor(
  revision: Stored<Revision>,
  { deployment, features }: Pick<LiveConfig, 'deployment' | 'features'>,
): Container & { name: string } {
  const { annotations = {} } = revision.metadata;
  const usesDefaults = features['queueproxy.resource-defaults'] === 'enabled';
  const port = servingPortOf(protocolOf(revision));
  const probe = servingContainer(revision)?.readinessProbe;
  return {
    name: QUEUE_PROXY,
    image: deployment.queueSidecarImage,
    ports: [
      { name: 'http-autometric', containerPort: 9090, protocol: 'TCP' },
      { name: 'http-usermetric', containerPort: 9091, protocol: 'TCP' },
      { name: 'queue-port', containerPort: port, protocol: 'TCP' },
      { name: 'https-port', containerPort: 8112, protocol: 'TCP' },
    ],
    env: environment(revision, port, features),
    ...(mountsPodInfo(revision, features) ? { volumeMounts: [POD_INFO_MOUNT] } : {}),
    resources: queueResources(deployment, annotations, servingContainer(revision), usesDefaults),
    ...(probe === undefined ? {} : { readinessProbe: throughQueue(probe, port) }),
    securityContext: {
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

/** throughQueue keeps the timing of the user's probe and sends it to queue-proxy. */
function throughQueue(probe: Record<string, unknown>, port: number): Record<string, unknown> {
  const times = Object.fromEntries(Object.entries(probe).filter(([key]) => !HANDLERS.includes(key)));
  return { ...times, httpGet: { port, httpHeaders: [{ name: 'K-Network-Probe', value: 'queue' }] } };
}

function environment(revision: Stored<Revision>, port: number, features: Features): EnvVar[] {
  const { name, labels = {} } = revision.metadata;
  const { containerConcurrency = 0, timeoutSeconds = 0, ...spec } = revision.spec;
  const text = (key: string, value: unknown): EnvVar => ({ name: key, value: String(value) });
  const field = (key: string, fieldPath: string): EnvVar => ({
    name: key,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  return [
    text('SERVING_NAMESPACE', namespaceOf(revision)),
    text('SERVING_SERVICE', labels[LABEL.service] ?? ''),
    text('SERVING_CONFIGURATION', labels[LABEL.configuration] ?? ''),
    text('SERVING_REVISION', name),
    text('QUEUE_SERVING_PORT', port),
    text('QUEUE_SERVING_TLS_PORT', 8112),
    text('CONTAINER_CONCURRENCY', containerConcurrency),
    text('REVISION_TIMEOUT_SECONDS', timeoutSeconds),
    text('REVISION_RESPONSE_START_TIMEOUT_SECONDS', spec['responseStartTimeoutSeconds'] ?? 0),
    text('REVISION_IDLE_TIMEOUT_SECONDS', spec['idleTimeoutSeconds'] ?? 0),
    field('SERVING_POD', 'metadata.name'),
    field('SERVING_POD_IP', 'status.podIP'),
    text('SERVING_LOGGING_CONFIG', ''),
    text('SERVING_LOGGING_LEVEL', ''),
    text('USER_PORT', userPortOf(revision)),
    text('SYSTEM_NAMESPACE', SYSTEM_NAMESPACE),
    text('SERVING_READINESS_PROBE', readinessProbesJson(revision, features)),
    field('HOST_IP', 'status.hostIP'),
    text('ENABLE_HTTP2_AUTO_DETECTION', features['autodetect-http2'] === 'enabled'),
    text('ENABLE_HTTP_FULL_DUPLEX', isFullDuplex(revision)),
    text('ROOT_CA', ''),
    text('QUEUE_PROXY_TLS_MIN_VERSION', ''),
    text('QUEUE_PROXY_TLS_MAX_VERSION', ''),
    text('QUEUE_PROXY_TLS_CIPHER_SUITES', ''),
    text('QUEUE_PROXY_TLS_CURVE_PREFERENCES', ''),
    text('ENABLE_MULTI_CONTAINER_PROBES', probesSidecars(features)),
    text('OBSERVABILITY_CONFIG', JSON.stringify(OBSERVABILITY)),
  ];
}

function isFullDuplex({ metadata: { annotations = {} } }: StoredObject): boolean {
  return annotations['features.knative.dev/http-full-duplex']?.toLowerCase() === 'enabled';
}

/** probesSidecars reports whether containers that receive no requests may have probes. */
export function probesSidecars(features: Features): boolean {
  return features['multi-container-probing'] === 'enabled';
}

/** mountsPodInfo reports whether queue-proxy gets the pod's annotations as a volume. */
export function mountsPodInfo({ metadata: { annotations = {} } }: StoredObject, features: Features): boolean {
  const flag = features['queueproxy.mount-podinfo'];
  const isRequested = annotations['features.knative.dev/queueproxy-podinfo']?.toLowerCase() === 'enabled';
  return flag === 'enabled' || (flag === 'allowed' && isRequested);
}

/**
 * readinessProbesJson returns the readiness probes that queue-proxy runs: the user's probe, or a list of all probes when sidecars may have
 * them.
 */
function readinessProbesJson(revision: Stored<Revision>, features: Features): string {
  const serving = servingContainer(revision);
  const probe = serving?.readinessProbe;
  const own = probe === undefined ? [] : [queueProxyProbe(probe, userPortOf(revision))];
  if (!probesSidecars(features)) return own.length === 0 ? '' : JSON.stringify(own[0]);
  const sidecarProbes = revision.spec.containers.flatMap(({ name, readinessProbe }) =>
    name === serving?.name || readinessProbe === undefined || readinessProbe['exec'] !== undefined
      ? []
      : [queueProxyProbe(readinessProbe, 0)],
  );
  return JSON.stringify([own[0] ?? null, ...sidecarProbes]);
}

/**
 * queueProxyProbe returns a probe in the form that queue-proxy receives: against the loopback address and the port that it names, or the
 * user's port; fields in Go's order.
 */
function queueProxyProbe(probe: Record<string, unknown>, userPort: number): object {
  const { httpGet, tcpSocket, exec, grpc } = probe as Record<string, Record<string, unknown> | undefined>;
  const port = Number((httpGet ?? tcpSocket ?? grpc)?.['port'] ?? 0) || userPort;
  const { path, scheme = 'HTTP', httpHeaders, service } = { ...httpGet, ...grpc };
  const handler =
    httpGet !== undefined
      ? { httpGet: { path, port, host: LOOPBACK, scheme, httpHeaders } }
      : grpc !== undefined
        ? { grpc: { port, service: service ?? null } }
        : tcpSocket !== undefined || exec !== undefined
          ? { tcpSocket: { port, host: LOOPBACK } }
          : {};
  const times = probe as Record<string, number | undefined>;
  const isHasty = (times['periodSeconds'] ?? 0) > 0 && (times['timeoutSeconds'] ?? 0) < 1;
  return {
    ...handler,
    initialDelaySeconds: times['initialDelaySeconds'],
    timeoutSeconds: isHasty ? 1 : times['timeoutSeconds'],
    periodSeconds: times['periodSeconds'],
    successThreshold: times['successThreshold'],
    failureThreshold: times['failureThreshold'],
  };
}
