import { ANNOTATION } from '#lib/knative/labels.ts';
import type { PodAutoscaler } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import type { AutoscalerConfig } from '#simulator/knative/config/autoscaler.ts';
import { annotation, initialScaleOf } from '#simulator/knative/revision/revision-facts.ts';
import { parseDuration } from '#simulator/kubelet/pod-behaviour.ts';

const LEAST_TARGET = 0.01;
const LEAST_ACTIVATORS = 2;
const SHORTEST_PANIC_WINDOW_MS = 1000;

/** Pod count bounds of a Revision; `max` is Infinity when there is no limit. */
interface Bounds {
  min: number;
  max: number;
}

const number = (value: string | undefined, fallback: number): number =>
  value === undefined || !Number.isFinite(Number(value)) ? fallback : Number(value);

/** boundsOf reads min-scale and max-scale; min-scale does not apply while the Revision is unreachable. */
function boundsOf(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): Bounds {
  const { spec } = autoscaler;
  const own = (kebab: string, camel: string): string | undefined =>
    annotation(autoscaler, kebab, `autoscaling.knative.dev/${camel}`);
  const min = number(own(ANNOTATION.minScale, 'minScale'), config.minScale);
  const max = number(own(ANNOTATION.maxScale, 'maxScale'), config.maxScale);
  return {
    min: spec.reachability === 'Unreachable' ? 0 : min,
    max: max === 0 ? Number.POSITIVE_INFINITY : max,
  };
}

/** capacityOf returns the maximum number of concurrent requests per pod (`autoscaling/resources/target.go`). */
function capacityOf(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): number {
  const { spec } = autoscaler;
  const limit = spec.containerConcurrency ?? 0;
  const total = limit === 0 ? config.targetDefault : limit;
  const annotated = annotation(autoscaler, ANNOTATION.target);
  if (annotated === undefined) return total;
  return limit === 0 ? number(annotated, total) : Math.min(number(annotated, total), limit);
}

/** podsFor returns how many pods a steady load needs, before bounds. */
export function podsFor(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>, load: number): number {
  const percent = annotation(
    autoscaler,
    ANNOTATION.targetUtilization,
    'autoscaling.knative.dev/targetUtilizationPercentage',
  );
  const utilization = percent === undefined ? config.targetFraction : number(percent, 100) / 100;
  return Math.ceil(load / Math.max(LEAST_TARGET, capacityOf(config, autoscaler) * utilization));
}

/** activeThresholdOf returns how many ready pods make a Revision active; initial-scale applies until it is first reached. */
export function activeThresholdOf(
  config: AutoscalerConfig,
  autoscaler: Stored<PodAutoscaler>,
  isInitialized: boolean,
): number {
  const { min } = boundsOf(config, autoscaler);
  return Math.max(min, isInitialized ? 1 : initialScaleOf(config, autoscaler));
}

function burstCapacityOf(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): number {
  const key = 'autoscaling.knative.dev/target-burst-capacity';
  const annotated = annotation(autoscaler, key, 'autoscaling.knative.dev/targetBurstCapacity');
  return number(annotated, config.targetBurstCapacity);
}

/** excessBurstCapacity returns how much more load the ready pods could take; below 0 the activator stays in the request path. */
export function excessBurstCapacity(
  config: AutoscalerConfig,
  autoscaler: Stored<PodAutoscaler>,
  ready: number,
  load: number,
): number {
  const burst = burstCapacityOf(config, autoscaler);
  if (burst === 0) return 0;
  return burst < 0 ? -1 : Math.floor(ready * capacityOf(config, autoscaler) - burst - load);
}

/** activatorsFor returns how many activators serve the Revision (`reconciler/autoscaling/kpa` computeNumActivators). */
export function activatorsFor(
  config: AutoscalerConfig,
  autoscaler: Stored<PodAutoscaler>,
  ready: number,
): number {
  const burst = burstCapacityOf(config, autoscaler);
  if (burst === 0) return LEAST_ACTIVATORS;
  const toCover = ready * capacityOf(config, autoscaler) + Math.max(0, burst);
  return Math.max(LEAST_ACTIVATORS, Math.ceil(toCover / config.activatorCapacity));
}

/** stableWindowOf returns the stable window in ms, over which the load is averaged. */
export function stableWindowOf(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): number {
  const own = annotation(autoscaler, 'autoscaling.knative.dev/window');
  return (own === undefined ? undefined : parseDuration(own)) ?? config.stableWindowMs;
}

/** panicWindowOf returns the panic window in ms, rounded to whole seconds (`autoscaling/resources/metric.go`). */
export function panicWindowOf(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): number {
  const key = 'autoscaling.knative.dev/panic-window-percentage';
  const own = annotation(autoscaler, key, 'autoscaling.knative.dev/panicWindowPercentage');
  const percent = number(own, config.panicWindowPercentage);
  const seconds = Math.round((stableWindowOf(config, autoscaler) * percent) / 100 / 1000);
  return Math.max(SHORTEST_PANIC_WINDOW_MS, seconds * 1000);
}

/** retentionOf returns the minimum time, in ms, that the last pod of an idle Revision is kept (`reconciler/autoscaling/kpa/scaler.go`). */
export function retentionOf(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): number {
  const { spec } = autoscaler;
  if (spec.reachability === 'Unreachable') return 0;
  const key = 'autoscaling.knative.dev/scale-to-zero-pod-retention-period';
  const own = annotation(autoscaler, key, 'autoscaling.knative.dev/scaleToZeroPodRetentionPeriod');
  return (own === undefined ? undefined : parseDuration(own)) ?? config.scaleToZeroRetentionMs;
}

/**
 * withinBounds clamps the desired pod count to a Revision's bounds; initial-scale applies, while the Revision is reachable, until it is
 * first reached.
 */
export function withinBounds(
  config: AutoscalerConfig,
  autoscaler: Stored<PodAutoscaler>,
  desired: number,
  isInitialized: boolean,
): number {
  const { spec } = autoscaler;
  const { min, max } = boundsOf(config, autoscaler);
  const initial = initialScaleOf(config, autoscaler);
  const counts = initial > 1 && !isInitialized && spec.reachability !== 'Unreachable';
  const least = counts ? Math.max(min, initial) : min;
  return desired < least ? least : Math.min(max, desired);
}

/** scrapesItself reports whether the autoscaler scrapes the pods for their load; it does not when the activator is always in the path. */
export function scrapesItself(config: AutoscalerConfig, autoscaler: Stored<PodAutoscaler>): boolean {
  return burstCapacityOf(config, autoscaler) !== -1;
}
