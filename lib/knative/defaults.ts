import type { AdmissionOptions } from '#lib/knative/field-error.ts';
import { ANNOTATION } from '#lib/knative/labels.ts';
import { REVISION_DEFAULTS, type RevisionDefaults } from '#lib/knative/revision-defaults.ts';
import { isRecord, semanticEqual } from '#lib/knative/semantic-equal.ts';
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
  service: KnativeService,
  options: AdmissionOptions<KnativeService> = {},
): KnativeService {
  const template = defaultTemplate(service.spec, options.old?.spec, options.defaults);
  const given = service.spec?.traffic ?? [];
  const traffic = (given.length === 0 ? DEFAULT_TRAFFIC : given).map(defaultTarget);
  return withUser({ ...service, spec: { ...service.spec, template, traffic } }, options);
}

/** defaultConfiguration fills in the template, and who wrote it unless a Service owns it. */
export function defaultConfiguration(
  configuration: Configuration,
  options: AdmissionOptions<Configuration> = {},
): Configuration {
  const template = defaultTemplate(configuration.spec, options.old?.spec, options.defaults);
  const next = { ...configuration, spec: { ...configuration.spec, template } };
  return next.metadata.ownerReferences === undefined ? withUser(next, options) : next;
}

/** defaultRoute fills in each target, and who wrote it unless a Service owns it. A Route without targets stays so. */
export function defaultRoute(route: Route, options: AdmissionOptions<Route> = {}): Route {
  const spec =
    route.spec?.traffic === undefined
      ? { ...route.spec }
      : { ...route.spec, traffic: route.spec.traffic.map(defaultTarget) };
  const next = { ...route, spec };
  return next.metadata.ownerReferences === undefined ? withUser(next, options) : next;
}

/** defaultRevision fills in the spec on create; on update it changes nothing, the spec being immutable. */
export function defaultRevision(
  revision: Revision,
  { old, defaults }: AdmissionOptions<Revision> = {},
): Revision {
  if (old !== undefined) return revision;
  return { ...revision, spec: defaultRevisionSpec(revision.spec, true, defaults) };
}

/** A template whose name of its own stays is left alone, so that no default counts as a change without a name change. */
function defaultTemplate(
  spec: KnativeService['spec'] | Configuration['spec'] | undefined,
  old: Configuration['spec'] | undefined,
  defaults: RevisionDefaults | undefined,
): Configuration['spec']['template'] {
  const template = spec?.template ?? { spec: { containers: [] } };
  const name = template.metadata?.name ?? '';
  if (name !== '' && name === old?.template.metadata?.name) return template;
  return { ...template, spec: defaultRevisionSpec(template.spec, old === undefined, defaults) };
}

/** `creating`: only then is `enableServiceLinks` filled in. */
function defaultRevisionSpec(
  given: RevisionSpec | undefined,
  creating: boolean,
  defaults: RevisionDefaults = REVISION_DEFAULTS,
): RevisionSpec {
  const spec = given ?? { containers: [] };
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  const writable = writableVolumes(spec.volumes);
  return {
    ...spec,
    ...defaultTimeouts(spec, defaults),
    ...(spec.containerConcurrency === undefined
      ? { containerConcurrency: defaults.containerConcurrency }
      : {}),
    ...(creating && containers.length > 0 && defaults.enableServiceLinks !== undefined
      ? { enableServiceLinks: spec.enableServiceLinks ?? defaults.enableServiceLinks }
      : {}),
    containers: nameContainers(containers).map((container) =>
      defaultContainer(
        container,
        containers.length === 1 || (container.ports ?? []).length > 0,
        writable,
        defaults,
      ),
    ),
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

function nameContainers(containers: readonly Container[]): Container[] {
  const taken = new Set(containers.map((container) => container.name ?? ''));
  let suffix = 0;
  return containers.map((container) => {
    if ((container.name ?? '') !== '') return container;
    let name = 'user-container';
    while ((containers.length > 1 && name === 'user-container') || taken.has(name)) {
      name = `user-container-${suffix}`;
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
  if (isRecord(probe.grpc) && probe.grpc.service === undefined) probe.grpc = { ...probe.grpc, service: '' };
  return probe;
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

function withUser<T extends KubeObject & { spec: unknown }>(
  object: T,
  { old, userName }: AdmissionOptions<T>,
): T {
  if (userName === undefined || (old !== undefined && semanticEqual(old.spec, object.spec))) return object;
  const who = {
    [ANNOTATION.lastModifier]: userName,
    ...(old === undefined ? { [ANNOTATION.creator]: userName } : {}),
  };
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...who } },
  };
}
