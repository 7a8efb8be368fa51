import type { Features } from '#lib/knative/features.ts';
import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Container, EnvVar } from '#lib/knative/types.ts';
import { KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { conditionOf } from '#simulator/knative/condition-set.ts';
import type { AutoscalerConfig } from '#simulator/knative/config/autoscaler.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import { childName, templateHash } from '#simulator/knative/names.ts';
import { parseDuration } from '#simulator/knative/pod-behaviour.ts';
import {
  mountsPodInfo,
  POD_INFO_VOLUME,
  probesSidecars,
  protocolOf,
  queueProxyFor,
  servingContainer,
  userPortOf,
} from '#simulator/knative/queue-proxy.ts';
import { asRevision, type Deployment, namespaceOf, type PodTemplate } from '#simulator/knative/wire.ts';
import { change, controllerReference, create, type Draft } from '#simulator/knative/write.ts';

const PROGRESS_DEADLINE = 'serving.knative.dev/progress-deadline';
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';
const AUTOSCALING = 'autoscaling.knative.dev';
/** Annotations that the PodAutoscaler's webhook fills in. */
const DEFAULTED: readonly string[] = [ANNOTATION.autoscalerClass, ANNOTATION.metric];
const NOT_PASSED_ON: readonly string[] = [
  ANNOTATION.routes,
  ANNOTATION.routingStateModified,
  LABEL.routingState,
  LABEL.route,
  'serving.knative.dev/lastPinned',
  'serving.knative.dev/no-gc',
];

/** deploymentName and its siblings: `pkg/reconciler/revision/resources/names`. */
export const deploymentName = (revision: string): string => childName(revision, '-deployment');

function passedOn(map: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !NOT_PASSED_ON.includes(key)));
}

/** The annotations of what is no autoscaler's (`pkg/reconciler/revision/resources/meta.go`). */
function annotationsBelow(revision: StoredObject): Record<string, string> {
  const kept = Object.entries(passedOn(revision.metadata.annotations));
  return Object.fromEntries(kept.filter(([key]) => !key.startsWith(AUTOSCALING)));
}

/** The labels of everything below a Revision (`pkg/reconciler/revision/resources/meta.go`). */
function labelsBelow(revision: StoredObject): Record<string, string> {
  const { name, uid, labels } = revision.metadata;
  const passed = passedOn(labels);
  return { ...passed, [LABEL.revision]: name, [LABEL.revisionUid]: uid, app: passed['app'] ?? name };
}

/** annotation reads the first of several spellings of an annotation that is set. */
export function annotation(object: StoredObject, ...keys: string[]): string | undefined {
  return keys.map((key) => object.metadata.annotations?.[key]).find((value) => value !== undefined);
}

/** initialScaleOf returns how many pods a Revision has to reach before it is ready the first time. */
export function initialScaleOf(config: AutoscalerConfig, object: StoredObject): number {
  const own = annotation(object, ANNOTATION.initialScale, 'autoscaling.knative.dev/initialScale');
  const isAllowed = Number(own) > 0 || config.allowZeroInitialScale;
  return own !== undefined && isAllowed ? Number(own) : config.initialScale;
}

/** progressDeadlineOf returns, in ms, how long a Deployment may make no progress. */
export function progressDeadlineOf(context: Context, object: StoredObject): number {
  const own = object.metadata.annotations?.[PROGRESS_DEADLINE];
  return (own === undefined ? undefined : parseDuration(own)) ?? context.config.deployment.progressDeadlineMs;
}

/** userPodSpec builds what a Revision asks for, its containers with what Knative adds to them (`deploy.go` BuildPodSpec). */
export function userPodSpec(
  revision: StoredObject,
  features: Features,
): Record<string, unknown> & { containers: (Container & { name: string })[] } {
  const { spec, status } = asRevision(revision);
  const { containers, timeoutSeconds, containerConcurrency: _limit, ...rest } = spec;
  const { responseStartTimeoutSeconds: _start, idleTimeoutSeconds: _idle, ...pod } = rest;
  const user = containers.map((container, index) => {
    const isServing = (container.ports ?? []).length > 0 || containers.length === 1;
    const image = status?.containerStatuses?.[index]?.imageDigest ?? container.image;
    return userContainer(revision, { ...container, image }, isServing, features);
  });
  return {
    ...pod,
    containers: user,
    ...(timeoutSeconds === undefined ? {} : { terminationGracePeriodSeconds: timeoutSeconds }),
  };
}

/** The Revision's pod with queue-proxy. */
function podTemplate(context: Context, revision: StoredObject): PodTemplate {
  const { enableServiceLinks } = context.config.defaults;
  const { features } = context.config;
  const serving = servingContainer(revision);
  const { containers: user, ...pod } = userPodSpec(revision, features);
  const volumes = [
    ...((pod['volumes'] ?? []) as object[]),
    ...(mountsPodInfo(revision, features) ? [POD_INFO_VOLUME] : []),
  ];
  const { prefersSpread } = context.config.deployment;
  const affinity = pod['affinity'] ?? (prefersSpread ? spreadOverNodes(revision) : undefined);
  return {
    metadata: {
      labels: labelsBelow(revision),
      annotations: {
        ...annotationsBelow(revision),
        ...(serving?.name === undefined ? {} : { [DEFAULT_CONTAINER]: serving.name }),
      },
    },
    spec: {
      ...pod,
      containers: [...user, queueProxyFor(revision, context.config)],
      ...(pod['enableServiceLinks'] === undefined && enableServiceLinks !== null
        ? { enableServiceLinks }
        : {}),
      ...(affinity === undefined ? {} : { affinity }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  };
}

/** Pods of a Revision keep away from each other's nodes where they can (`default-affinity-type`). */
function spreadOverNodes({ metadata: { name } }: StoredObject): object {
  const labelSelector = { matchLabels: { [LABEL.revision]: name } };
  const podAffinityTerm = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
  return {
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] },
  };
}

/** A container of the Revision as its pods run it (`pkg/reconciler/revision/resources/deploy.go`). */
function userContainer(
  revision: StoredObject,
  container: Container,
  isServing: boolean,
  features: Features,
): Container & { name: string } {
  const { readinessProbe, ...rest } = container;
  const { labels = {}, name } = revision.metadata;
  const port = userPortOf(revision);
  const env: EnvVar[] = [
    ...(container.env ?? []),
    ...(isServing ? [{ name: 'PORT', value: String(port) }] : []),
    { name: 'K_REVISION', value: name },
    { name: 'K_CONFIGURATION', value: labels[LABEL.configuration] ?? '' },
    { name: 'K_SERVICE', value: labels[LABEL.service] ?? '' },
  ];
  // queue-proxy asks these itself.
  const isAskedByQueue = ['httpGet', 'tcpSocket', 'grpc'].some((key) => readinessProbe?.[key] !== undefined);
  return {
    ...rest,
    name: container.name ?? 'user-container',
    env,
    ...(isServing ? { ports: [{ name: 'user-port', containerPort: port, protocol: 'TCP' }] } : {}),
    ...(readinessProbe === undefined || isAskedByQueue ? {} : { readinessProbe }),
    ...(isServing ? livenessProbeOf(container, port, probesSidecars(features)) : {}),
    lifecycle: { preStop: { httpGet: { path: '/wait-for-drain', port: 8022 } } },
    terminationMessagePolicy: container['terminationMessagePolicy'] ?? 'FallbackToLogsOnError',
  };
}

/** A liveness probe asks the user's port, whatever it names; where `keepsPort`, only if it names none. */
function livenessProbeOf({ livenessProbe }: Container, port: number, keepsPort: boolean): object {
  if (livenessProbe === undefined || livenessProbe === null) return {};
  const probe = livenessProbe as Record<string, { port?: unknown } | undefined>;
  const [kind] = (['httpGet', 'tcpSocket'] as const).filter((name) => probe[name] !== undefined);
  if (kind === undefined || (keepsPort && Number(probe[kind]?.port ?? 0) !== 0)) return {};
  return { livenessProbe: { ...probe, [kind]: { ...probe[kind], port } } };
}

/** deploymentFor builds the Deployment; its hash label says whether one that is there is out of date. */
export function deploymentFor(context: Context, revision: StoredObject): Draft {
  const { name, uid } = revision.metadata;
  const labels = labelsBelow(revision);
  const annotations = annotationsBelow(revision);
  const spec = {
    replicas: initialScaleOf(context.config.autoscaler, revision),
    selector: { matchLabels: { [LABEL.revisionUid]: uid } },
    template: podTemplate(context, revision),
    progressDeadlineSeconds: Math.round(progressDeadlineOf(context, revision) / 1000),
    revisionHistoryLimit: 0,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
  };
  return {
    metadata: {
      name: deploymentName(name),
      namespace: namespaceOf(revision),
      labels: { ...labels, [LABEL.deploymentHash]: templateHash([spec, annotations, labels]) },
      annotations,
      ownerReferences: [controllerReference(revision)],
    },
    spec,
  };
}

/**
 * ensureDeployment makes the Deployment, or brings one whose hash differs to its state: the number of replicas, the selector and what
 * others wrote on it stay (`pkg/reconciler/revision/cruds.go`).
 */
export function ensureDeployment(
  context: Context,
  revision: StoredObject,
  found: StoredObject | undefined,
): StoredObject {
  const draft = deploymentFor(context, revision);
  if (found === undefined) return create(context, KUBERNETES.deployment, draft, WRITER.knative);
  if (found.metadata.labels?.[LABEL.deploymentHash] === draft.metadata.labels?.[LABEL.deploymentHash])
    return found;
  const { replicas, selector, template: before } = (found as unknown as Deployment).spec;
  const spec = draft['spec'] as Deployment['spec'];
  const template = {
    ...spec.template,
    metadata: {
      labels: mergeMetadata(spec.template.metadata.labels, before.metadata.labels),
      annotations: mergeMetadata(spec.template.metadata.annotations ?? {}, before.metadata.annotations),
    },
  };
  const metadata = {
    ...found.metadata,
    labels: mergeMetadata(draft.metadata.labels ?? {}, found.metadata.labels),
    annotations: mergeMetadata(draft.metadata.annotations ?? {}, found.metadata.annotations),
  };
  const next = { ...found, metadata, spec: { ...spec, replicas, selector, template } };
  return context.store.update(KUBERNETES.deployment, next, WRITER.knative);
}

/** Knative's own keys are as wanted, others stay as they are. */
function mergeMetadata(
  wanted: Record<string, string>,
  current: Record<string, string> | undefined,
): Record<string, string> {
  const foreign = Object.entries(current ?? {}).filter(
    ([key]) => key !== 'app' && !key.includes('knative.dev/'),
  );
  return { ...wanted, ...Object.fromEntries(foreign) };
}

/** imageFor builds the pre-caching hint for one container. */
export function imageFor(revision: StoredObject, container: string, image: string | undefined): Draft {
  const { serviceAccountName, imagePullSecrets } = asRevision(revision).spec;
  return {
    metadata: {
      name: childName(childName(revision.metadata.name, '-cache'), `-${container}`),
      namespace: namespaceOf(revision),
      labels: labelsBelow(revision),
      annotations: annotationsBelow(revision),
      ownerReferences: [controllerReference(revision)],
    },
    spec: {
      image: image ?? '',
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
    },
  };
}

/** podAutoscalerFor builds the PodAutoscaler of a Revision and its Deployment (`pkg/reconciler/revision/resources/pa.go`). */
export function podAutoscalerFor(revision: StoredObject, deployment: StoredObject): Draft {
  const { name } = revision.metadata;
  const { containerConcurrency = 0 } = asRevision(revision).spec;
  const reachability = reachabilityOf(revision, deployment);
  return {
    metadata: {
      name,
      namespace: namespaceOf(revision),
      labels: labelsBelow(revision),
      annotations: passedOn(revision.metadata.annotations),
      ownerReferences: [controllerReference(revision)],
    },
    spec: {
      ...(containerConcurrency === 0 ? {} : { containerConcurrency }),
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deploymentName(name) },
      ...(reachability === '' ? {} : { reachability }),
      protocolType: protocolOf(revision),
    },
  };
}

/** Whether requests may come: by the routing state, and not while its pods cannot be had. */
function reachabilityOf(revision: StoredObject, deployment: StoredObject): string {
  const { spec, status } = deployment as unknown as Deployment;
  const isBroken = ['ResourcesAvailable', 'ContainerHealthy'].some(
    (type) => conditionOf(revision, type)?.status === 'False',
  );
  if (isBroken && spec.replicas > 0 && (status?.readyReplicas ?? 0) === 0) return 'Unreachable';
  const state = revision.metadata.labels?.[LABEL.routingState];
  return state === 'active' ? 'Reachable' : state === 'reserve' ? 'Unreachable' : '';
}

/**
 * ensurePodAutoscaler makes the PodAutoscaler, or brings its spec and autoscaling annotations in step with the Revision's. Returns it as
 * it was before, or as it was made.
 */
export function ensurePodAutoscaler(
  context: Context,
  revision: StoredObject,
  deployment: StoredObject,
): StoredObject {
  const draft = podAutoscalerFor(revision, deployment);
  const { namespace, name, annotations: wanted = {} } = draft.metadata;
  const found = context.store.get(KNATIVE.podAutoscaler, namespace, name);
  if (found === undefined) {
    const annotations = {
      [ANNOTATION.autoscalerClass]: 'kpa.autoscaling.knative.dev',
      [ANNOTATION.metric]: 'concurrency',
      ...wanted,
    };
    const metadata = { ...draft.metadata, annotations };
    return create(context, KNATIVE.podAutoscaler, { ...draft, metadata }, WRITER.knative);
  }
  const kept = Object.entries(found.metadata.annotations ?? {}).filter(
    ([key]) => DEFAULTED.includes(key) || !key.startsWith(AUTOSCALING),
  );
  const annotations = { ...Object.fromEntries(kept), ...wanted };
  const next = { ...found, metadata: { ...found.metadata, annotations }, spec: draft['spec'] };
  change(context, KNATIVE.podAutoscaler, found, next, WRITER.knative);
  return found;
}
