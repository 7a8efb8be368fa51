import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { isPointer } from '#simulator/go/shape.ts';

// How Go prints the values of a Revision's template: fields in the order of the structs of k8s.io/api v0.35 `core/v1/types.go`, text as
// from fmt's %+v and from the methods generated for them (`generated.pb.go`).

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Fields in struct order; a single order works for all structs. */
const ORDER = words(`
  metadata spec name generateName namespace labels annotations ownerReferences finalizers volumes
  initContainers containers hostPath emptyDir secret persistentVolumeClaim image command args
  workingDir ports envFrom env value valueFrom resources limits requests claims readOnly mountPath
  subPath mountPropagation volumeMounts volumeDevices livenessProbe readinessProbe startupProbe exec
  httpGet tcpSocket grpc initialDelaySeconds lifecycle terminationMessagePath terminationMessagePolicy
  imagePullPolicy hostPort containerPort protocol path port host scheme httpHeaders service hostIP
  dnsPolicy nodeSelector serviceAccountName automountServiceAccountToken hostNetwork hostPID hostIPC
  shareProcessNamespace capabilities add drop privileged runAsUser runAsGroup runAsNonRoot fsGroup
  supplementalGroups readOnlyRootFilesystem allowPrivilegeEscalation seccompProfile type
  localhostProfile securityContext imagePullSecrets affinity schedulerName tolerations hostAliases
  priorityClassName dnsConfig runtimeClassName enableServiceLinks topologySpreadConstraints
  containerConcurrency timeoutSeconds periodSeconds successThreshold failureThreshold
  terminationGracePeriodSeconds responseStartTimeoutSeconds idleTimeoutSeconds
`);

/** inGoOrder sorts field names in struct order; unknown fields come last. */
export function inGoOrder(fields: readonly string[]): string[] {
  const rank = (field: string): number => {
    const index = ORDER.indexOf(field);
    return index < 0 ? ORDER.length : index;
  };
  return [...fields].sort((left, right) => rank(left) - rank(right));
}

const LISTS = new Set(
  words(`
  args command containers env envFrom httpHeaders imagePullSecrets initContainers ports tolerations
  volumeMounts volumes add drop finalizers
`),
);
const MAPS = new Set(['annotations', 'labels', 'requests', 'limits', 'nodeSelector']);
/** Structs behind a pointer that have their own String method: an absent one is `nil`. */
const STRUCTS = new Set(
  words(`
  livenessProbe readinessProbe startupProbe exec httpGet tcpSocket grpc securityContext capabilities
  seccompProfile valueFrom affinity lifecycle
`),
);
const PROBES = new Set(['livenessProbe', 'readinessProbe', 'startupProbe']);
const BOOLEANS = new Set(['hostNetwork', 'hostPID', 'hostIPC', 'readOnly', 'stdin', 'stdinOnce', 'tty']);
const NUMBERS = new Set(
  words(`
  initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold containerPort
  hostPort
`),
);

/**
 * printGo formats a field's value as Go does, the zero value when it is absent; `isPointed` means that the field is a pointer to a scalar.
 */
export function printGo(field: string, value: unknown, isPointed = isPointer(field)): string {
  if (value === undefined || value === null) return zeroOf(field, isPointed);
  if (PROBES.has(field) && isRecord(value)) return printProbe(value);
  const action = HANDLERS[field];
  if (action !== undefined && isRecord(value)) return action(value);
  if (Array.isArray(value)) return `[${value.map((item) => printItem(field, item)).join(' ')}]`;
  if (MAPS.has(field) && isRecord(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([key, item]) => `${key}:${printScalar(item)}`).join(' ')}]`;
  }
  return printScalar(value);
}

function zeroOf(field: string, isPointed: boolean): string {
  if (STRUCTS.has(field)) return 'nil';
  if (isPointed) return '<nil>';
  if (LISTS.has(field)) return '[]';
  if (MAPS.has(field)) return 'map[]';
  if (BOOLEANS.has(field)) return 'false';
  return NUMBERS.has(field) ? '0' : '';
}

/** printScalar formats a string, number or boolean like Go's %v. */
export function printScalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** structName returns the Go type name of a list's items; undefined for a list of scalars. */
export function structName(list: string): string | undefined {
  return ITEMS[list];
}

const ITEMS: Readonly<Record<string, string>> = {
  containers: 'v1.Container',
  env: 'v1.EnvVar',
  envFrom: 'v1.EnvFromSource',
  imagePullSecrets: 'v1.LocalObjectReference',
  initContainers: 'v1.Container',
  ports: 'v1.ContainerPort',
  volumeMounts: 'v1.VolumeMount',
  volumes: 'v1.Volume',
};

/** printItem formats a list item as Go does. */
export function printItem(list: string, item: unknown): string {
  if (!isRecord(item)) return printScalar(item);
  switch (list) {
    case 'env': {
      const { name = '', value = '', valueFrom } = item;
      return `{Name:${printScalar(name)} Value:${printScalar(value)} ValueFrom:${valueFrom === undefined ? 'nil' : JSON.stringify(valueFrom)}}`;
    }
    case 'imagePullSecrets':
      return `{Name:${printGo('name', item.name)}}`;
    case 'ports': {
      const { name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' } = item;
      return `{Name:${printScalar(name)} HostPort:${printScalar(hostPort)} ContainerPort:${printScalar(containerPort)} Protocol:${printScalar(protocol)} HostIP:${printScalar(hostIP)}}`;
    }
    default:
      return JSON.stringify(item);
  }
}

function printProbe(probe: Record<string, unknown>): string {
  const count = (field: string): string => printGo(field, probe[field], false);
  const grace = probe.terminationGracePeriodSeconds;
  const handlers: [string, string][] = [
    ['Exec', 'exec'],
    ['HTTPGet', 'httpGet'],
    ['TCPSocket', 'tcpSocket'],
    ['GRPC', 'grpc'],
  ];
  const handler = handlers.map(([name, field]) => `${name}:${printGo(field, probe[field])},`);
  return [
    `&Probe{ProbeHandler:ProbeHandler{${handler.join('')}},`,
    `InitialDelaySeconds:${count('initialDelaySeconds')},TimeoutSeconds:${count('timeoutSeconds')},`,
    `PeriodSeconds:${count('periodSeconds')},SuccessThreshold:${count('successThreshold')},`,
    `FailureThreshold:${count('failureThreshold')},`,
    `TerminationGracePeriodSeconds:${grace === undefined ? 'nil' : `*${printScalar(grace)}`},}`,
  ].join('');
}

/** Formatters of a probe's action, by its field. */
const HANDLERS: Readonly<Record<string, (action: Record<string, unknown>) => string>> = {
  exec: ({ command }) => `&ExecAction{Command:${printGo('command', command)},}`,
  httpGet: printHttpGet,
  tcpSocket: ({ port, host }) => `&TCPSocketAction{Port:${printPort(port)},Host:${printGo('host', host)},}`,
  grpc: ({ port = 0, service }) =>
    `&GRPCAction{Port:${printScalar(port)},Service:${service === undefined ? 'nil' : `*${printScalar(service)}`},}`,
};

function printHttpGet({ path, port, host, scheme, httpHeaders }: Record<string, unknown>): string {
  const headers = Array.isArray(httpHeaders) ? httpHeaders.filter(isRecord) : [];
  const printed = headers.map(
    ({ name, value }) => `HTTPHeader{Name:${printGo('name', name)},Value:${printGo('value', value)},},`,
  );
  return [
    `&HTTPGetAction{Path:${printGo('path', path)},Port:${printPort(port)},Host:${printGo('host', host)},`,
    `Scheme:${printGo('scheme', scheme)},HTTPHeaders:[]HTTPHeader{${printed.join('')}},}`,
  ].join('');
}

/** printPort formats an `intstr.IntOrString`: its kind, number and text. */
function printPort(port: unknown): string {
  return typeof port === 'string' ? `{1 0 ${port}}` : `{0 ${printScalar(port ?? 0)} }`;
}
