import { isDeepStrictEqual } from 'node:util';
import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Container } from '#lib/knative/types.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { AutoscalerConfig } from '#simulator/knative/config/autoscaler.ts';
import type { Context } from '#simulator/knative/context.ts';
import { resolveDigest } from '#simulator/knative/image.ts';
import { childName, templateHash } from '#simulator/knative/names.ts';
import { parseDuration } from '#simulator/knative/pod-behaviour.ts';
import { asRevision, type Deployment, namespaceOf, type PodTemplate } from '#simulator/knative/wire.ts';
import { controllerReference, type Draft } from '#simulator/knative/write.ts';

const PROGRESS_DEADLINE = 'serving.knative.dev/progress-deadline';
const NOT_PASSED_ON: readonly string[] = [
  ANNOTATION.routes,
  ANNOTATION.routingStateModified,
  'serving.knative.dev/no-gc',
  'serving.knative.dev/lastPinned',
  LABEL.routingState,
  LABEL.route,
];

/** deploymentName and its siblings: `pkg/reconciler/revision/resources/names`. */
export const deploymentName = (revision: string): string => childName(revision, '-deployment');

function passedOn(map: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !NOT_PASSED_ON.includes(key)));
}

/** The annotations of a Revision's Deployment, pods and Images: what is for the autoscaler stays above. */
function notForAutoscaler(map: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(passedOn(map)).filter(([key]) => !key.startsWith('autoscaling.knative.dev')),
  );
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

/** The user's containers with what Knative adds to them (`pkg/reconciler/revision/resources/deploy.go`). */
function userContainer(
  container: Container,
  hasPort: boolean,
): { name: string; image: string; [field: string]: unknown } {
  const port = container.ports?.[0]?.containerPort ?? 8080;
  const env = hasPort ? [{ name: 'PORT', value: String(port) }] : [];
  return {
    ...container,
    name: container.name ?? 'user-container',
    image: resolveDigest(container.image),
    env: [...(container.env ?? []), ...env],
    ...(hasPort ? { ports: [{ name: 'user-port', containerPort: port, protocol: 'TCP' }] } : {}),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

function podAnnotations(revision: StoredObject): Record<string, string> {
  const first = asRevision(revision).spec.containers[0]?.name ?? '';
  return {
    ...notForAutoscaler(revision.metadata.annotations),
    ...(first === '' ? {} : { 'kubectl.kubernetes.io/default-container': first }),
  };
}

function podTemplate(revision: StoredObject, queueImage: string): PodTemplate {
  const { spec } = asRevision(revision);
  const [first] = spec.containers;
  const containers = spec.containers.map((container) =>
    userContainer(container, container.ports !== undefined || container === first),
  );
  const queueProxy = {
    name: 'queue-proxy',
    image: queueImage,
    ports: [
      { name: 'http-queueadm', containerPort: 8022, protocol: 'TCP' },
      { name: 'http-autometric', containerPort: 9090, protocol: 'TCP' },
      { name: 'http-usermetric', containerPort: 9091, protocol: 'TCP' },
      { name: 'queue-port', containerPort: 8012, protocol: 'TCP' },
      { name: 'https-port', containerPort: 8112, protocol: 'TCP' },
    ],
    resources: { requests: { cpu: '25m' } },
    readinessProbe: { httpGet: { path: '/', port: 8012, scheme: 'HTTP' } },
  };
  return {
    metadata: { labels: labelsBelow(revision), annotations: podAnnotations(revision) },
    spec: {
      containers: [...containers, queueProxy],
      enableServiceLinks: spec.enableServiceLinks ?? false,
      terminationGracePeriodSeconds: spec.timeoutSeconds ?? 300,
      ...(spec.serviceAccountName === undefined ? {} : { serviceAccountName: spec.serviceAccountName }),
    },
  };
}

/** deploymentFor builds the Deployment; the number of replicas is the autoscaler's once it is there. */
export function deploymentFor(
  context: Context,
  revision: StoredObject,
  found: StoredObject | undefined,
): Draft {
  const { name, uid, annotations } = revision.metadata;
  const template = podTemplate(revision, context.config.deployment.queueSidecarImage);
  const labels = labelsBelow(revision);
  const existing = found as unknown as Deployment | undefined;
  const isSame = isDeepStrictEqual(existing?.spec.template, template);
  const hash =
    (isSame ? existing?.metadata.labels?.[LABEL.deploymentHash] : undefined) ?? templateHash(template);
  return {
    metadata: {
      name: deploymentName(name),
      namespace: namespaceOf(revision),
      labels: { ...labels, [LABEL.deploymentHash]: hash },
      annotations: notForAutoscaler(annotations),
      ownerReferences: [controllerReference(revision)],
    },
    spec: {
      replicas: existing?.spec.replicas ?? initialScaleOf(context.config.autoscaler, revision),
      selector: { matchLabels: { [LABEL.revisionUid]: uid } },
      template,
      progressDeadlineSeconds: Math.round(progressDeadlineOf(context, revision) / 1000),
      revisionHistoryLimit: 0,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
    },
  };
}

/** imageFor builds the pre-caching hint for one container. */
export function imageFor(revision: StoredObject, container: Container): Draft {
  return {
    metadata: {
      name: childName(revision.metadata.name, `-cache-${container.name ?? 'user-container'}`),
      namespace: namespaceOf(revision),
      labels: labelsBelow(revision),
      annotations: notForAutoscaler(revision.metadata.annotations),
      ownerReferences: [controllerReference(revision)],
    },
    spec: { image: resolveDigest(container.image) },
  };
}

/** podAutoscalerFor builds the PodAutoscaler; one of a failed Revision without ready pods counts as unreachable. Annotations are kept in step with the Revision's (since v1.21). */
export function podAutoscalerFor(revision: StoredObject, hasFailed: boolean): Draft {
  const { name, labels } = revision.metadata;
  const { spec } = asRevision(revision);
  const state = labels?.[LABEL.routingState];
  const isUnreachable = hasFailed || state === 'reserve';
  const reachability = isUnreachable ? 'Unreachable' : state === 'active' ? 'Reachable' : '';
  return {
    metadata: {
      name,
      namespace: namespaceOf(revision),
      labels: labelsBelow(revision),
      annotations: {
        'autoscaling.knative.dev/class': 'kpa.autoscaling.knative.dev',
        'autoscaling.knative.dev/metric': 'concurrency',
        ...passedOn(revision.metadata.annotations),
      },
      ownerReferences: [controllerReference(revision)],
    },
    spec: {
      ...((spec.containerConcurrency ?? 0) === 0 ? {} : { containerConcurrency: spec.containerConcurrency }),
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deploymentName(name) },
      ...(reachability === '' ? {} : { reachability }),
      protocolType: 'http1',
    },
  };
}
