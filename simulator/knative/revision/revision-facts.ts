import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { childName } from '#simulator/controllers/names.ts';
import type { AutoscalerConfig } from '#simulator/knative/config/autoscaler.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { parseDuration } from '#simulator/kubelet/pod-behaviour.ts';

const PROGRESS_DEADLINE = 'serving.knative.dev/progress-deadline';
const NOT_PASSED_ON: readonly string[] = [
  ANNOTATION.routes,
  ANNOTATION.routingStateModified,
  LABEL.routingState,
  LABEL.route,
  'serving.knative.dev/lastPinned',
  'serving.knative.dev/no-gc',
];

/** The prefix of autoscaling annotations. */
export const AUTOSCALING = 'autoscaling.knative.dev';

/** deploymentName and its siblings follow `pkg/reconciler/revision/resources/names`. */
export const deploymentName = (revision: string): string => childName(revision, '-deployment');

/** passedOn drops the labels and annotations that stay on the Revision. */
export function passedOn(map: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !NOT_PASSED_ON.includes(key)));
}

/**
 * annotationsBelow returns a Revision's annotations for its children, without autoscaling ones
 * (`pkg/reconciler/revision/resources/meta.go`).
 */
export function annotationsBelow(revision: StoredObject): Record<string, string> {
  const kept = Object.entries(passedOn(revision.metadata.annotations));
  return Object.fromEntries(kept.filter(([key]) => !key.startsWith(AUTOSCALING)));
}

/** labelsBelow returns the labels of a Revision's children (`pkg/reconciler/revision/resources/meta.go`). */
export function labelsBelow(revision: StoredObject): Record<string, string> {
  const { name, uid, labels } = revision.metadata;
  const passed = passedOn(labels);
  return { ...passed, [LABEL.revision]: name, [LABEL.revisionUid]: uid, app: passed['app'] ?? name };
}

/** annotation returns the first of several spellings of an annotation that is set. */
export function annotation(object: StoredObject, ...keys: string[]): string | undefined {
  return keys.map((key) => object.metadata.annotations?.[key]).find((value) => value !== undefined);
}

/** initialScaleOf returns how many pods a Revision must reach before it first becomes ready. */
export function initialScaleOf(config: AutoscalerConfig, object: StoredObject): number {
  const own = annotation(object, ANNOTATION.initialScale, 'autoscaling.knative.dev/initialScale');
  const isAllowed = Number(own) > 0 || config.allowZeroInitialScale;
  return own !== undefined && isAllowed ? Number(own) : config.initialScale;
}

/** progressDeadlineOf returns a Deployment's progress deadline in ms. */
export function progressDeadlineOf(context: Context, object: StoredObject): number {
  const own = object.metadata.annotations?.[PROGRESS_DEADLINE];
  return (own === undefined ? undefined : parseDuration(own)) ?? context.config.deployment.progressDeadlineMs;
}
