import { ANNOTATION } from '#lib/knative/labels.ts';
import type { PodAutoscaler } from '#lib/knative/types.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { annotation, initialScaleOf } from '#simulator/knative/revision-resources.ts';

const DEFAULT_TOTAL = 100;
const DEFAULT_UTILIZATION_PERCENT = 70;
const LEAST_TARGET = 0.01;
const TARGET_BURST_CAPACITY = 211;
const ACTIVATOR_CAPACITY = 100;

/** How many pods a Revision may have; `max` is infinite when there is no limit. */
export interface Bounds {
  min: number;
  max: number;
}

const number = (value: string | undefined, fallback: number): number =>
  value === undefined || !Number.isFinite(Number(value)) ? fallback : Number(value);

/** boundsOf reads min-scale and max-scale; min-scale does not count while the Revision is unreachable. */
export function boundsOf(autoscaler: StoredObject): Bounds {
  const { spec } = autoscaler as unknown as PodAutoscaler;
  const min = number(annotation(autoscaler, ANNOTATION.minScale, 'autoscaling.knative.dev/minScale'), 0);
  const max = number(annotation(autoscaler, ANNOTATION.maxScale, 'autoscaling.knative.dev/maxScale'), 0);
  return {
    min: spec.reachability === 'Unreachable' ? 0 : min,
    max: max === 0 ? Number.POSITIVE_INFINITY : max,
  };
}

/** capacityOf returns how many concurrent requests a pod is to hold at most (`autoscaling/resources/target.go`). */
export function capacityOf(autoscaler: StoredObject): number {
  const { spec } = autoscaler as unknown as PodAutoscaler;
  const limit = spec.containerConcurrency ?? 0;
  const total = limit === 0 ? DEFAULT_TOTAL : limit;
  const annotated = annotation(autoscaler, ANNOTATION.target);
  if (annotated === undefined) return total;
  return limit === 0 ? number(annotated, total) : Math.min(number(annotated, total), limit);
}

/** podsFor returns how many pods a steady load wants, before bounds. */
export function podsFor(autoscaler: StoredObject, load: number): number {
  const percent = annotation(
    autoscaler,
    ANNOTATION.targetUtilization,
    'autoscaling.knative.dev/targetUtilizationPercentage',
  );
  const utilization = number(percent, DEFAULT_UTILIZATION_PERCENT) / 100;
  return Math.ceil(load / Math.max(LEAST_TARGET, capacityOf(autoscaler) * utilization));
}

/** activeThresholdOf returns how many ready pods make a Revision active; initial-scale counts until it was reached once. */
export function activeThresholdOf(autoscaler: StoredObject, isInitialized: boolean): number {
  const { min } = boundsOf(autoscaler);
  return Math.max(min, isInitialized ? 1 : Math.max(1, initialScaleOf(autoscaler)));
}

/** excessBurstCapacity is what ready pods could take on top; below 0 the activator stays in the path. */
export function excessBurstCapacity(autoscaler: StoredObject, ready: number, load: number): number {
  return Math.floor(ready * capacityOf(autoscaler) - TARGET_BURST_CAPACITY - load);
}

/** activatorsFor returns how many activators serve the Revision (`autoscaler/scaling` NumActivators). */
export function activatorsFor(autoscaler: StoredObject, ready: number): number {
  const wanted = Math.ceil((ready * capacityOf(autoscaler) + TARGET_BURST_CAPACITY) / ACTIVATOR_CAPACITY);
  return Math.max(2, wanted);
}
