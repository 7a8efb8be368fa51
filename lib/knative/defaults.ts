import { type Features, SHIPPED_FEATURES } from '#lib/knative/features.ts';
import type { AdmissionOptions } from '#lib/knative/field-error.ts';
import { goShape, sameMeaning } from '#lib/knative/go-shape.ts';
import { ANNOTATION } from '#lib/knative/labels.ts';
import { REVISION_DEFAULTS, type RevisionDefaults } from '#lib/knative/revision-defaults.ts';
import { secureContainer } from '#lib/knative/secure-defaults.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import { DEFAULT_TRAFFIC, defaultTarget } from '#lib/knative/traffic-target.ts';
import type {
  Configuration,
  Container,
  KnativeService,
  Revision,
  RevisionSpec,
  Route,
} from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';

// The mutating webhook's defaults (`pkg/apis/serving/v1/*_defaults.go` v1.23; what `config-defaults` says is an argument). All return copies.

/** defaultService fills in the template, the traffic, and who wrote it. */
export function defaultService(
  given: KnativeService,
  options: AdmissionOptions<KnativeService> = {},
): KnativeService {
  const service = readByGo(given);
  const template = defaultTemplate(service.spec, options, options.old?.spec);
  return withUser({ ...service, spec: serviceSpec(service.spec, template) }, options, (old) =>
    serviceSpec(old, storedTemplate(old, options)),
  );
}

function serviceSpec(
  spec: KnativeService['spec'],
  template: Configuration['spec']['template'],
): KnativeService['spec'] {
  return { ...spec, template, traffic: (spec.traffic ?? DEFAULT_TRAFFIC).map(defaultTarget) };
}

/** defaultConfiguration fills in the template, and who wrote it unless a Service owns it. */
export function defaultConfiguration(
  given: Configuration,
  options: AdmissionOptions<Configuration> = {},
): Configuration {
  const configuration = readByGo(given);
  const template = defaultTemplate(configuration.spec, options, options.old?.spec);
  const next = { ...configuration, spec: { ...configuration.spec, template } };
  if (isOwned(given)) return next;
  return withUser(next, options, (old) => ({ ...old, template: storedTemplate(old, options) }));
}

/** defaultRoute fills in each target, and who wrote it unless a Service owns it. A Route without targets stays so. */
export function defaultRoute(given: Route, options: AdmissionOptions<Route> = {}): Route {
  const route = readByGo(given);
  const complete = (spec: Route['spec']): Route['spec'] =>
    spec.traffic === undefined ? spec : { ...spec, traffic: spec.traffic.map(defaultTarget) };
  const next = { ...route, spec: complete(route.spec) };
  return isOwned(given) ? next : withUser(next, options, complete);
}

/** defaultRevision fills in the spec on create; on update it changes nothing, the spec being immutable. */
export function defaultRevision(
  given: Revision,
  { old, defaults, features }: AdmissionOptions<Revision> = {},
): Revision {
  const revision = readByGo(given);
  if (old !== undefined) return revision;
  return { ...revision, spec: defaultRevisionSpec(revision.spec, true, { defaults, features }) };
}

/** The webhook writes back what it has read, whatever else it changes. */
function readByGo<T extends KubeObject & { spec: object }>(object: T): T {
  return { ...object, metadata: goShape(object.metadata), spec: goShape(object.spec ?? {}) };
}

/** Any list of owners counts, an empty one too. */
function isOwned({ metadata }: KubeObject): boolean {
  return Array.isArray(metadata.ownerReferences);
}

/** A template whose name of its own stays is left alone, so that no default counts as a change without a name change. */
function defaultTemplate(
  spec: Partial<Configuration['spec']>,
  { old, ...configured }: Configured & { old?: unknown },
  before?: Configuration['spec'],
): Configuration['spec']['template'] {
  const { metadata, ...template }: Partial<Configuration['spec']['template']> = spec.template ?? {};
  const name = metadata?.name ?? '';
  const unchanged = name !== '' && name === before?.template?.metadata?.name;
  const completed = unchanged
    ? asSpec(template.spec)
    : defaultRevisionSpec(template.spec, old === undefined, configured);
  return { metadata: metadata ?? {}, ...template, spec: completed };
}

/** What the webhook compares with: the stored template with the defaults of today. */
function storedTemplate(
  spec: Partial<Configuration['spec']>,
  { defaults, features }: Configured,
): Configuration['spec']['template'] {
  return defaultTemplate(spec, { old: spec, defaults, features });
}

/** What the ConfigMaps say; as shipped when absent. */
interface Configured {
  defaults?: RevisionDefaults | undefined;
  features?: Features | undefined;
}

/** Go's zero value of a list is none. */
function asSpec(spec: RevisionSpec | undefined): RevisionSpec {
  return spec ?? ({} as RevisionSpec);
}

/** `creating`: only then is `enableServiceLinks` filled in. */
function defaultRevisionSpec(
  given: RevisionSpec | undefined,
  creating: boolean,
  { defaults = REVISION_DEFAULTS, features = SHIPPED_FEATURES }: Configured,
): RevisionSpec {
  const spec = asSpec(given);
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  const initContainers = (Array.isArray(spec.initContainers) ? spec.initContainers : []) as Container[];
  const taken = new Set([...containers, ...initContainers].map((container) => container.name ?? ''));
  const writable = writableVolumes(spec.volumes);
  const secure = (container: Container) => secureContainer(container, spec['securityContext'], features);
  const complete = (container: Container) => {
    const isServing = containers.length === 1 || (container.ports ?? []).length > 0;
    return secure(defaultContainer(container, isServing, writable, defaults));
  };
  return {
    ...spec,
    ...defaultTimeouts(spec, defaults),
    ...(spec.containerConcurrency === undefined
      ? { containerConcurrency: defaults.containerConcurrency }
      : {}),
    ...(creating && containers.length > 0 && defaults.enableServiceLinks !== undefined
      ? { enableServiceLinks: spec.enableServiceLinks ?? defaults.enableServiceLinks }
      : {}),
    ...(initContainers.length === 0
      ? {}
      : { initContainers: nameContainers(initContainers, 'init-container', taken).map(secure) }),
    ...(containers.length === 0
      ? {}
      : { containers: nameContainers(containers, 'user-container', taken).map(complete) }),
  };
}

/** The limit of a request, and below it those of its silences, each unless it is 0. */
function defaultTimeouts(spec: RevisionSpec, defaults: RevisionDefaults): Partial<RevisionSpec> {
  const given = spec.timeoutSeconds ?? 0;
  const timeoutSeconds = given === 0 ? defaults.timeoutSeconds : given;
  const below = (field: string, seconds: number): Partial<RevisionSpec> =>
    spec[field] === undefined && seconds !== 0 && seconds < timeoutSeconds ? { [field]: seconds } : {};
  return {
    timeoutSeconds,
    ...below('idleTimeoutSeconds', defaults.idleTimeoutSeconds),
    ...below('responseStartTimeoutSeconds', defaults.responseStartTimeoutSeconds),
  };
}

function nameContainers(
  containers: readonly Container[],
  usual: string,
  taken: ReadonlySet<string>,
): Container[] {
  let suffix = 0;
  return containers.map((container) => {
    if ((container.name ?? '') !== '') return container;
    let name = usual;
    while ((containers.length > 1 && name === usual) || taken.has(name)) {
      name = `${usual}-${suffix}`;
      suffix += 1;
    }
    return { ...container, name };
  });
}

function defaultContainer(
  container: Container,
  serving: boolean,
  writable: ReadonlySet<unknown>,
  defaults: RevisionDefaults,
): Container {
  const probe = defaultReadiness(container.readinessProbe, serving);
  const { volumeMounts } = container;
  return {
    ...container,
    ...(probe === undefined ? {} : { readinessProbe: probe }),
    ...otherProbes(container),
    resources: defaultResources(container.resources, defaults),
    ...(Array.isArray(volumeMounts)
      ? {
          volumeMounts: volumeMounts.map((mount: unknown) =>
            isRecord(mount) && !writable.has(mount.name) ? { ...mount, readOnly: true } : mount,
          ),
        }
      : {}),
  };
}

function defaultResources(
  given: Container['resources'],
  { requests, limits }: RevisionDefaults,
): NonNullable<Container['resources']> {
  const filled = { requests: { ...requests, ...given?.requests }, limits: { ...limits, ...given?.limits } };
  return {
    ...given,
    ...(Object.keys(filled.requests).length > 0 ? { requests: filled.requests } : {}),
    ...(Object.keys(filled.limits).length > 0 ? { limits: filled.limits } : {}),
  };
}

function defaultReadiness(
  given: Record<string, unknown> | undefined,
  serving: boolean,
): Record<string, unknown> | undefined {
  if (given === undefined && !serving) return undefined;
  const probe = { ...given };
  const handled = ['tcpSocket', 'httpGet', 'exec', 'grpc'].some((handler) => isRecord(probe[handler]));
  if (serving && !handled) probe.tcpSocket = { port: 0 };
  probe.successThreshold = orElse(probe.successThreshold, 1);
  if (orElse(probe.periodSeconds, 0) !== 0) {
    probe.failureThreshold = orElse(probe.failureThreshold, 3);
    probe.timeoutSeconds = orElse(probe.timeoutSeconds, 1);
  }
  return withGrpcService(probe);
}

function otherProbes(container: Container): Partial<Container> {
  const given = ['livenessProbe', 'startupProbe'].flatMap((kind) => {
    const probe = container[kind];
    return isRecord(probe) ? [[kind, withGrpcService(probe)] as const] : [];
  });
  return Object.fromEntries(given);
}

function withGrpcService(probe: Record<string, unknown>): Record<string, unknown> {
  const { grpc } = probe;
  return isRecord(grpc) && grpc.service === undefined ? { ...probe, grpc: { ...grpc, service: '' } } : probe;
}

/** Go's 0 is as good as absent. */
function orElse(value: unknown, otherwise: number): unknown {
  return value === undefined || value === 0 ? otherwise : value;
}

function writableVolumes(volumes: unknown): ReadonlySet<unknown> {
  const kinds = ['emptyDir', 'persistentVolumeClaim', 'ephemeral'];
  return new Set(
    (Array.isArray(volumes) ? volumes : [])
      .filter(isRecord)
      .filter((volume) => kinds.some((kind) => isRecord(volume[kind])))
      .map((volume) => volume.name),
  );
}

/** `complete` gives what is stored its defaults, so that those alone do not count as a change. */
function withUser<T extends KubeObject & { spec: object }>(
  object: T,
  { old, userName }: AdmissionOptions<T>,
  complete: (spec: T['spec']) => T['spec'],
): T {
  if (userName === undefined) return object;
  if (old !== undefined && sameMeaning(complete(goShape(old.spec ?? {})), object.spec)) return object;
  const who = {
    [ANNOTATION.lastModifier]: userName,
    ...(old === undefined ? { [ANNOTATION.creator]: userName } : {}),
  };
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...who } },
  };
}
