import { LABEL } from '#lib/knative/labels.ts';
import type {
  Configuration,
  CoreEvent,
  KIngress,
  KnativeService,
  Pod,
  PodAutoscaler,
  Revision,
  Route,
  TrafficTarget,
} from '#lib/knative/types.ts';
import type { Condition, KubeObject, ObjectMeta, OwnerReference } from '#lib/kubernetes/object.ts';
import { isConfirmed } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

// Objects as the cluster sends them, built from only the fields a test cares about. Names follow Knative's: a Service's first revision is
// `<service>-00001`. Everything is in namespace `default` unless metadata sets another.

export const CREATED = '2026-01-01T00:00:00Z';
/** One minute after everything was created, Unix ms. */
export const NOW = Date.parse(CREATED) + 60_000;

export function condition(
  type: string,
  status: Condition['status'],
  reason?: string,
  message?: string,
): Condition {
  return { type, status, reason, message, lastTransitionTime: CREATED };
}

export function metadata(name: string, rest: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: CREATED,
    ...rest,
  };
}

/** The controller's owner reference to an object. */
export function ownedBy(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true };
}

/** `hello-00003` for generation 3. */
export function revisionName(service: string, generation: number): string {
  return `${service}-${String(generation).padStart(5, '0')}`;
}

export function knativeService(
  given: {
    name?: string;
    /** Newest generation of its Configuration; sets its latest created and latest ready revision. */
    latest?: number;
    latestReady?: number;
    traffic?: TrafficTarget[];
    statusTraffic?: TrafficTarget[];
    ready?: Condition;
    conditions?: Condition[];
    generation?: number;
    observedGeneration?: number;
    url?: string;
    metadata?: Partial<ObjectMeta>;
  } = {},
): KnativeService {
  const { name = 'hello', latest = 1, latestReady = latest, generation = latest } = given;
  const namespace = given.metadata?.namespace ?? 'default';
  const traffic = given.traffic ?? [{ latestRevision: true, percent: 100 }];
  const resolve = (target: TrafficTarget): TrafficTarget => ({
    ...target,
    revisionName: target.revisionName ?? revisionName(name, latestReady),
  });
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: metadata(name, { uid: `uid-service-${name}`, generation, ...given.metadata }),
    spec: { template: { spec: { containers: [{ image: `example.com/${name}` }] } }, traffic },
    status: {
      observedGeneration: given.observedGeneration ?? generation,
      conditions: given.conditions ?? [given.ready ?? condition('Ready', 'True')],
      url: given.url ?? `http://${name}.${namespace}.example.com`,
      latestCreatedRevisionName: revisionName(name, latest),
      latestReadyRevisionName: revisionName(name, latestReady),
      traffic: given.statusTraffic ?? traffic.map(resolve),
    },
  };
}

export function revision(
  given: {
    service?: string;
    generation?: number;
    ready?: Condition;
    replicas?: number;
    image?: string;
    spec?: Partial<Revision['spec']>;
    metadata?: Partial<ObjectMeta>;
  } = {},
): Revision {
  const { service = 'hello', generation = 1, replicas = 0 } = given;
  const name = revisionName(service, generation);
  const labels = {
    [LABEL.service]: service,
    [LABEL.configuration]: service,
    [LABEL.configurationGeneration]: String(generation),
  };
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Revision',
    metadata: metadata(name, { labels, ...given.metadata }),
    spec: { containers: [{ image: given.image ?? `example.com/${service}:${generation}` }], ...given.spec },
    status: {
      conditions: [
        given.ready ?? condition('Ready', 'True'),
        replicas > 0 ? condition('Active', 'True') : condition('Active', 'False', 'NoTraffic'),
      ],
      actualReplicas: replicas,
      desiredReplicas: replicas,
    },
  };
}

export function pod(
  given: {
    service?: string;
    generation?: number;
    id?: string;
    status?: Pod['status'];
    metadata?: Partial<ObjectMeta>;
  } = {},
): Pod {
  const { service = 'hello', generation = 1, id = 'a' } = given;
  const owner = revisionName(service, generation);
  const labels = { [LABEL.service]: service, [LABEL.revision]: owner };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(`${owner}-deployment-${id}`, { labels, ...given.metadata }),
    status: given.status ?? { phase: 'Running', conditions: [condition('Ready', 'True')] },
  };
}

/** A pod whose only container is waiting, e.g. for ImagePullBackOff. */
export function waitingStatus(reason: string, exitCode?: number): Pod['status'] {
  const lastState = exitCode === undefined ? undefined : { terminated: { reason: 'Error', exitCode } };
  return {
    phase: 'Pending',
    containerStatuses: [
      { name: 'user-container', ready: false, restartCount: 3, state: { waiting: { reason } }, lastState },
    ],
  };
}

export function podAutoscaler(
  given: { service?: string; generation?: number; desired?: number; conditions?: Condition[] } = {},
): PodAutoscaler {
  const { service = 'hello', generation = 1, desired = 1 } = given;
  const labels = { [LABEL.service]: service };
  return {
    apiVersion: 'autoscaling.internal.knative.dev/v1alpha1',
    kind: 'PodAutoscaler',
    metadata: metadata(revisionName(service, generation), {
      uid: `uid-pa-${revisionName(service, generation)}`,
      labels,
    }),
    spec: {},
    status: { desiredScale: desired, actualScale: desired, conditions: given.conditions ?? [] },
  };
}

export function route(service: KnativeService, rest: Partial<Route> = {}): Route {
  const { name } = service.metadata;
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Route',
    metadata: metadata(name, {
      namespace: service.metadata.namespace,
      uid: `uid-route-${name}`,
      labels: { [LABEL.service]: name },
      ownerReferences: [ownedBy(service)],
    }),
    spec: { traffic: service.spec.traffic },
    status: { ...service.status },
    ...rest,
  };
}

export function configuration(service: KnativeService): Configuration {
  const { name } = service.metadata;
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Configuration',
    metadata: metadata(name, {
      namespace: service.metadata.namespace,
      uid: `uid-configuration-${name}`,
      labels: { [LABEL.service]: name },
      ownerReferences: [ownedBy(service)],
    }),
    spec: { template: service.spec.template },
    status: { conditions: [condition('Ready', 'True')] },
  };
}

/** A KIngress that splits the main host by revision name; `rollout` is its annotation's value. */
export function kIngress(
  service: KnativeService,
  splits: Record<string, number>,
  rest: { rollout?: unknown; tags?: string[]; status?: KIngress['status'] } = {},
): KIngress {
  const { name, namespace = '' } = service.metadata;
  const host = service.status?.url?.replace('http://', '') ?? '';
  const toSplits = (percents: Record<string, number>) =>
    Object.entries(percents).map(([serviceName, percent]) => ({
      serviceName,
      percent,
      appendHeaders: { 'Knative-Serving-Revision': serviceName, 'Knative-Serving-Namespace': namespace },
    }));
  const rollout: Record<string, string> =
    rest.rollout === undefined
      ? {}
      : { 'networking.internal.knative.dev/rollout': JSON.stringify(rest.rollout) };
  return {
    apiVersion: 'networking.internal.knative.dev/v1alpha1',
    kind: 'Ingress',
    metadata: metadata(name, {
      namespace,
      uid: `uid-ingress-${name}`,
      labels: { [LABEL.service]: name, [LABEL.route]: name },
      annotations: rollout,
    }),
    spec: {
      rules: [
        ...(rest.tags ?? []).map((tag) => ({
          hosts: [`${tag}-${host}`],
          http: { paths: [{ splits: [{ serviceName: 'tagged', percent: 100 }] }] },
        })),
        {
          hosts: [`${name}.${namespace}`, `${name}.${namespace}.svc.cluster.local`],
          visibility: 'ClusterLocal',
          http: { paths: [{ splits: toSplits(splits) }] },
        },
        {
          hosts: [host],
          visibility: 'ExternalIP',
          http: {
            paths: [
              ...(rest.tags ?? []).map((tag) => ({
                headers: { 'Knative-Serving-Tag': { exact: tag } },
                splits: [{ serviceName: 'tagged', percent: 100 }],
              })),
              { splits: toSplits(splits) },
            ],
          },
        },
      ],
    },
    status: rest.status ?? { conditions: [condition('Ready', 'True')], publicLoadBalancer: {} },
  };
}

export function coreEvent(given: Partial<CoreEvent> & { name?: string } = {}): CoreEvent {
  const { name = 'event', ...rest } = given;
  return { apiVersion: 'v1', kind: 'Event', metadata: metadata(name), involvedObject: {}, ...rest };
}

/**
 * Returns one Service's objects as the index does. A Route or KIngress that is omitted cannot be read; one given as undefined does not
 * exist.
 */
export function serviceObjects(
  service: KnativeService,
  rest: Partial<Omit<ServiceObjects, 'service'>> = {},
): ServiceObjects {
  const unseen = (['route', 'kIngress'] as const).filter((kind) => !(kind in rest));
  return {
    service,
    route: undefined,
    configuration: undefined,
    kIngress: undefined,
    confirmedIngress: rest.kIngress !== undefined && isConfirmed(rest.kIngress) ? rest.kIngress : undefined,
    revisions: [],
    podAutoscalers: [],
    pods: [],
    mappings: [],
    foreign: { revisions: [], podAutoscalers: [], pods: [] },
    memories: new Map(),
    ...rest,
    unread: new Set([...(rest.unread ?? []), ...unseen]),
  };
}
