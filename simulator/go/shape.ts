import { isRecord, sameShape } from '#lib/kubernetes/semantic-equal.ts';

/** Scalars behind a pointer, whose zero value differs from nil (`core/v1/types.go` k8s.io/api v0.35, `pkg/apis/serving/v1` v1.23). */
const POINTERS = new Set([
  'activeDeadlineSeconds',
  'allowPrivilegeEscalation',
  'automountServiceAccountToken',
  'blockOwnerDeletion',
  'containerConcurrency',
  'controller',
  'defaultMode',
  'deletionGracePeriodSeconds',
  'enableServiceLinks',
  'expirationSeconds',
  'fsGroup',
  'hostUsers',
  'idleTimeoutSeconds',
  'latestRevision',
  'mode',
  'mountPropagation',
  'optional',
  'percent',
  'port',
  'preemptionPolicy',
  'priority',
  'privileged',
  'procMount',
  'readOnlyRootFilesystem',
  'recursiveReadOnly',
  'responseStartTimeoutSeconds',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'runtimeClassName',
  'service',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
  'terminationGracePeriodSeconds',
  'timeoutSeconds',
  'url',
]);
/** The same inside a probe, whose seconds and thresholds are not pointers. */
const IN_PROBE = new Set([...POINTERS].filter((field) => field !== 'timeoutSeconds'));
const PROBES = new Set(['livenessProbe', 'readinessProbe', 'startupProbe']);
/** Fields that some structs always write, even when they are unset. */
const WRITTEN: Readonly<Record<string, object>> = {
  httpGet: { port: 0 },
  tcpSocket: { port: 0 },
  resourceFieldRef: { divisor: '0' },
};
/** Structs that are not pointers: an empty one counts as absent. */
const VALUES = new Set([
  'limits',
  'metadata',
  'nodeSelector',
  'overhead',
  'requests',
  'resources',
  'spec',
  'template',
]);
/** Lists whose items are always written with name and resources. */
const CONTAINERS = new Set(['containers', 'initContainers']);
/** Lists whose items are always written with their port number. */
const PORTS = 'ports';
/** Lists that are written even when empty. */
const LISTS = new Set(['containers', 'sources']);
/** String maps: their values are kept as is. */
const STRING_MAPS = new Set(['annotations', 'labels', 'limits', 'nodeSelector', 'overhead', 'requests']);

/**
 * goShape returns what a Go program writes after it reads an object, as the webhook's round trip does (`knative.dev/pkg`
 * `webhook/resourcesemantics/defaulting`): without nulls, empty lists and maps, and zero values of non-pointer fields, but with the few
 * fields that are written even when empty.
 */
export function goShape<T extends object>(object: T, pointers: ReadonlySet<string> = POINTERS): T {
  const kept = Object.entries(object).flatMap(([key, value]) => {
    const shaped = shape(key, value, pointers);
    return shaped === undefined ? [] : [[key, shaped] as const];
  });
  return Object.fromEntries(kept) as T;
}

/** sameMeaning compares two objects as `equality.Semantic.DeepEqual` (k8s.io/apimachinery v0.35) does after Go has read them. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  return sameShape(withoutEmptyLists(shapeItem(a ?? {})), withoutEmptyLists(shapeItem(b ?? {})));
}

function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmptyLists);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEmptyLists(item)]));
}

/** isPointer reports whether Go keeps a field behind a pointer; for any other field, the zero value counts as absent. */
export function isPointer(field: string): boolean {
  return POINTERS.has(field);
}

function shape(key: string, value: unknown, pointers: ReadonlySet<string>): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0 && !LISTS.has(key)) return undefined;
    if (key === PORTS) return value.map(shapePort);
    return value.map(CONTAINERS.has(key) ? shapeContainer : shapeItem);
  }
  if (STRING_MAPS.has(key)) return isRecord(value) && Object.keys(value).length === 0 ? undefined : value;
  if (isRecord(value)) {
    const shaped = goShape(value, PROBES.has(key) ? IN_PROBE : POINTERS);
    if (WRITTEN[key] !== undefined) return { ...WRITTEN[key], ...shaped };
    return VALUES.has(key) && Object.keys(shaped).length === 0 ? undefined : shaped;
  }
  const isZero = value === '' || value === 0 || value === false;
  return isZero && !pointers.has(key) ? undefined : value;
}

/** A null in a list of structs becomes an empty struct. */
function shapeItem(item: unknown): unknown {
  if (item === null) return {};
  return isRecord(item) ? goShape(item) : item;
}

function shapeContainer(item: unknown): unknown {
  const shaped = shapeItem(item);
  return isRecord(shaped) ? { name: '', resources: {}, ...shaped } : shaped;
}

function shapePort(item: unknown): unknown {
  const shaped = shapeItem(item);
  return isRecord(shaped) ? { containerPort: 0, ...shaped } : shaped;
}
