import { ANNOTATION } from '#lib/knative/labels.ts';
import { DEFAULT_TRAFFIC, defaultTarget } from '#lib/knative/traffic-defaults.ts';
import type {
  Configuration,
  Container,
  KnativeService,
  Revision,
  RevisionSpec,
  Route,
} from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { goShape, sameMeaning } from '#simulator/go/shape.ts';
import { secureContainer } from '#simulator/knative/admission/secure-defaults.ts';
import type { AdmissionOptions } from '#simulator/knative/admission/validation/field-error.ts';
import { type Features, SHIPPED_FEATURES } from '#simulator/knative/config/feature-flags.ts';
import { REVISION_DEFAULTS, type RevisionDefaults } from '#simulator/knative/config/revision-defaults.ts';

// Defaults of the mutating webhook (`pkg/apis/serving/v1/*_defaults.go` v1.23; the `config-defaults` values are an argument). All return
// copies.

/** defaultService sets defaults in the template, the traffic, and the creator and modifier annotations. */
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

/** defaultConfiguration sets defaults in the template, and the creator and modifier annotations unless a Service owns it. */
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

/**
 * defaultRoute sets defaults in each target, and the creator and modifier annotations unless a Service owns it. A Route without targets
 * stays that way.
 */
export function defaultRoute(given: Route, options: AdmissionOptions<Route> = {}): Route {
  const route = readByGo(given);
  const complete = (spec: Route['spec']): Route['spec'] =>
    spec.traffic === undefined ? spec : { ...spec, traffic: spec.traffic.map(defaultTarget) };
  const next = { ...route, spec: complete(route.spec) };
  return isOwned(given) ? next : withUser(next, options, complete);
}

/** defaultRevision sets spec defaults on create; on update it changes nothing, because the spec is immutable. */
export function defaultRevision(
  given: Revision,
  { old, defaults, features }: AdmissionOptions<Revision> = {},
): Revision {
  const revision = readByGo(given);
  if (old !== undefined) return revision;
  return { ...revision, spec: defaultRevisionSpec(revision.spec, true, { defaults, features }) };
}

/** readByGo returns the object as the webhook writes it back after reading it, whatever else it changes. */
function readByGo<T extends KubeObject & { spec: object }>(object: T): T {
  return { ...object, metadata: goShape(object.metadata), spec: goShape(object.spec ?? {}) };
}

/** isOwned reports whether the object has a list of owners, even an empty one. */
function isOwned({ metadata }: KubeObject): boolean {
  return Array.isArray(metadata.ownerReferences);
}

/**
 * defaultTemplate leaves a template alone when it keeps its own name, so that a new default does not count as a change without a new name.
 */
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

/** storedTemplate returns what the webhook compares with: the stored template with the current defaults. */
function storedTemplate(
  spec: Partial<Configuration['spec']>,
  { defaults, features }: Configured,
): Configuration['spec']['template'] {
  return defaultTemplate(spec, { old: spec, defaults, features });
}

/** ConfigMap values; as shipped when absent. */
interface Configured {
  defaults?: RevisionDefaults | undefined;
  features?: Features | undefined;
}

/** asSpec turns an absent spec into an empty one, like Go's zero value. */
function asSpec(spec: RevisionSpec | undefined): RevisionSpec {
  return spec ?? ({} as RevisionSpec);
}

/** `creating`: `enableServiceLinks` is only defaulted on create. */
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

/**
 * defaultTimeouts returns the request timeout, and the default response-start and idle timeouts where these are unset; a default that is 0
 * or not less than the request timeout is omitted.
 */
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

/** Go treats 0 like an absent value. */
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

/** `complete` applies defaults to the stored object, so that new defaults alone do not count as a change. */
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
