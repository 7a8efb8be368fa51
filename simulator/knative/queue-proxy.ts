import { LABEL } from '#lib/knative/labels.ts';
import type { Container, EnvVar } from '#lib/knative/types.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { asRevision, namespaceOf } from '#simulator/knative/wire.ts';

// What Knative puts beside a user's container (knative/serving v0.50 `pkg/reconciler/revision/resources/queue.go`).

export const QUEUE_PROXY = 'queue-proxy';
const DEFAULT_PORT = 8080;
const LOOPBACK = '127.0.0.1';

/** config-observability as it is shipped: nothing is exported. */
const OBSERVABILITY = {
  tracing: { protocol: 'none' },
  metrics: { protocol: 'none' },
  runtime: { profiling: 'disabled', exportInterval: 15_000_000_000 },
  requestMetrics: { protocol: 'none' },
  requestLogTemplate:
    '{"httpRequest": {"requestMethod": "{{.Request.Method}}", "requestUrl": "{{js .Request.RequestURI}}", "requestSize": "{{.Request.ContentLength}}", "status": {{.Response.Code}}, "responseSize": "{{.Response.Size}}", "userAgent": "{{js .Request.UserAgent}}", "remoteIp": "{{js .Request.RemoteAddr}}", "serverIp": "{{.Revision.PodIP}}", "referer": "{{js .Request.Referer}}", "latency": "{{.Response.Latency}}s", "protocol": "{{.Request.Proto}}"}, "traceId": "{{.TraceID}}"}',
};

/** servingContainer returns the container that is sent requests: the one with a port, else the only one. */
export function servingContainer(revision: StoredObject): Container | undefined {
  const { containers } = asRevision(revision).spec;
  return containers.find(({ ports = [] }) => ports.length > 0) ?? containers[0];
}

/** userPortOf returns the port on which the user's container listens. */
export function userPortOf(revision: StoredObject): number {
  return servingContainer(revision)?.ports?.[0]?.containerPort || DEFAULT_PORT;
}

/** protocolOf returns what Knative calls the protocol that the user's container speaks. */
export function protocolOf(revision: StoredObject): 'http1' | 'h2c' {
  return servingContainer(revision)?.ports?.[0]?.name === 'h2c' ? 'h2c' : 'http1';
}

/** servingPortOf returns the port on which queue-proxy takes requests of a protocol. */
export function servingPortOf(protocol: string): number {
  return protocol === 'h2c' ? 8013 : 8012;
}

/** queueProxyFor returns the container that stands before the user's. */
export function queueProxyFor(revision: StoredObject, image: string): Container & { name: string } {
  const port = servingPortOf(protocolOf(revision));
  const probe = servingContainer(revision)?.readinessProbe;
  return {
    name: QUEUE_PROXY,
    image,
    ports: [
      { name: 'http-autometric', containerPort: 9090, protocol: 'TCP' },
      { name: 'http-usermetric', containerPort: 9091, protocol: 'TCP' },
      { name: 'queue-port', containerPort: port, protocol: 'TCP' },
      { name: 'https-port', containerPort: 8112, protocol: 'TCP' },
    ],
    env: environment(revision, port),
    resources: { requests: { cpu: '25m' } },
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

/** The user's probe with its times, asked of queue-proxy. */
function throughQueue(probe: Record<string, unknown>, port: number): Record<string, unknown> {
  const times = Object.fromEntries(Object.entries(probe).filter(([key]) => !HANDLERS.includes(key)));
  return { ...times, httpGet: { port, httpHeaders: [{ name: 'K-Network-Probe', value: 'queue' }] } };
}

function environment(revision: StoredObject, port: number): EnvVar[] {
  const { name, labels = {} } = revision.metadata;
  const { containerConcurrency = 0, timeoutSeconds = 0, ...spec } = asRevision(revision).spec;
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
    text('SERVING_READINESS_PROBE', readinessProbeJson(revision)),
    field('HOST_IP', 'status.hostIP'),
    text('ENABLE_HTTP2_AUTO_DETECTION', false),
    text('ENABLE_HTTP_FULL_DUPLEX', isFullDuplex(revision)),
    text('ROOT_CA', ''),
    text('QUEUE_PROXY_TLS_MIN_VERSION', ''),
    text('QUEUE_PROXY_TLS_MAX_VERSION', ''),
    text('QUEUE_PROXY_TLS_CIPHER_SUITES', ''),
    text('QUEUE_PROXY_TLS_CURVE_PREFERENCES', ''),
    text('ENABLE_MULTI_CONTAINER_PROBES', false),
    text('OBSERVABILITY_CONFIG', JSON.stringify(OBSERVABILITY)),
  ];
}

function isFullDuplex({ metadata: { annotations = {} } }: StoredObject): boolean {
  return annotations['features.knative.dev/http-full-duplex']?.toLowerCase() === 'enabled';
}

/** The user's readiness probe as queue-proxy is told of it: against the loopback address and the user's port, its fields in Go's order. */
function readinessProbeJson(revision: StoredObject): string {
  const probe = servingContainer(revision)?.readinessProbe;
  if (probe === undefined) return '';
  const { httpGet, tcpSocket, exec, grpc } = probe as Record<string, Record<string, unknown> | undefined>;
  const port = Number((httpGet ?? tcpSocket ?? grpc)?.['port'] ?? 0) || userPortOf(revision);
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
  return JSON.stringify({
    ...handler,
    initialDelaySeconds: times['initialDelaySeconds'],
    timeoutSeconds: isHasty ? 1 : times['timeoutSeconds'],
    periodSeconds: times['periodSeconds'],
    successThreshold: times['successThreshold'],
    failureThreshold: times['failureThreshold'],
  });
}
