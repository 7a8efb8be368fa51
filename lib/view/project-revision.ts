import { findCondition, readyReason, sortConditions } from '#lib/knative/conditions.ts';
import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Container, PodAutoscaler, Revision, RevisionSpec } from '#lib/knative/types.ts';
import { tagOf } from '#lib/traffic/target.ts';
import { scalingOf } from '#lib/view/autoscaling.ts';
import { digestOf, projectContainers } from '#lib/view/containers.ts';
import { projectEnv, projectEnvFrom } from '#lib/view/environment.ts';
import { keyValues } from '#lib/view/key-values.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import { generationOf, revisionColour } from '#lib/view/revision-colour.ts';
import { statusTraffic } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';
import { toConditionView } from './condition-view.ts';

/**
 * servingContainer returns the container that serves requests: the one with a port, otherwise the first (`revision_helpers.go`
 * GetContainer).
 */
export function servingContainer(spec: RevisionSpec): Container | undefined {
  return spec.containers.find((candidate) => (candidate.ports?.length ?? 0) > 0) ?? spec.containers[0];
}

/**
 * projectRevision returns the view of a Revision with a complete spec, i.e. of the detail tier. `percents` as returned by routedPercents;
 * `now` in Unix ms.
 */
export function projectRevision(
  revision: Revision,
  objects: ServiceObjects,
  now: number,
  percents: ReadonlyMap<string, number>,
): RevisionView {
  const { metadata, spec, status } = revision;
  const { name } = metadata;
  const generation = generationOf(revision);
  const container = servingContainer(spec);
  const ready = findCondition(status?.conditions, 'Ready');
  const annotation = (...keys: string[]): string | undefined =>
    keys.map((key) => metadata.annotations?.[key]).find((value) => value !== undefined);
  const autoscaler = objects.podAutoscalers.find((candidate) => candidate.metadata.name === name);
  return {
    name,
    uid: metadata.uid,
    generation,
    createdAt: metadata.creationTimestamp,
    colour: revisionColour(generation),
    image: container?.image ?? '',
    imageDigest: imageDigest(revision, container),
    userImage: annotation(ANNOTATION.userImage) ?? null,
    port: container?.ports?.[0]?.containerPort ?? null,
    env: (container?.env ?? []).map(projectEnv),
    envFrom: projectEnvFrom(container),
    scale: {
      min: positive(annotation(ANNOTATION.minScale, 'autoscaling.knative.dev/minScale')) ?? 0,
      max: positive(annotation(ANNOTATION.maxScale, 'autoscaling.knative.dev/maxScale')),
    },
    scaling: scalingOf((name) => annotation(`autoscaling.knative.dev/${name}`)),
    concurrency: {
      limit: spec.containerConcurrency === undefined ? null : spec.containerConcurrency || null,
      window: annotation(ANNOTATION.window) ?? null,
      targetUtilization: positive(
        annotation(ANNOTATION.targetUtilization, 'autoscaling.knative.dev/targetUtilizationPercentage'),
      ),
    },
    labels: keyValues(metadata.labels),
    annotations: keyValues(metadata.annotations),
    containers: projectContainers(revision),
    timeoutSeconds: spec.timeoutSeconds ?? null,
    conditions: sortConditions(status?.conditions).map(toConditionView),
    ready: ready?.status ?? null,
    reason: readyReason(status?.conditions),
    routingState: metadata.labels?.[LABEL.routingState] ?? null,
    replicas: { actual: status?.actualReplicas ?? null, desired: status?.desiredReplicas ?? null },
    serving: servingOf(name, objects, now),
    routedPercent: percents.get(name) ?? 0,
    tags: tagsOf(name, objects),
    isLatestReady: objects.service.status?.latestReadyRevisionName === name,
    isLatestCreated: objects.service.status?.latestCreatedRevisionName === name,
    creator: annotation(ANNOTATION.creator) ?? null,
    scaledToZeroSince: scaledToZeroSince(revision, objects, autoscaler),
  };
}

function imageDigest({ status }: Revision, container: Container | undefined): string | null {
  const statuses = status?.containerStatuses ?? [];
  return digestOf(statuses.find((status) => status.name === container?.name) ?? statuses[0]);
}

function tagsOf(name: string, objects: ServiceObjects): string[] {
  const tags = new Set<string>();
  for (const target of statusTraffic(objects)) {
    const tag = target.revisionName === name ? tagOf(target) : null;
    if (tag !== null) tags.add(tag);
  }
  return [...tags];
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}

/**
 * scaledToZeroSince uses the autoscaler's Active condition, which turns False when the last pod is about to go. The Revision's Active
 * condition is a copy of another condition.
 */
function scaledToZeroSince(
  { metadata, status }: Revision,
  { pods }: ServiceObjects,
  autoscaler: PodAutoscaler | undefined,
): string | null {
  const active = findCondition(autoscaler?.status?.conditions ?? status?.conditions, 'Active');
  const hasPods = pods.some((pod) => pod.metadata.labels?.[LABEL.revision] === metadata.name);
  return active?.status === 'False' && !hasPods ? (active.lastTransitionTime ?? null) : null;
}
