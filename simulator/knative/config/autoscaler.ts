import { formatGoDuration } from '#simulator/knative/config/go-duration-text.ts';
import { type ConfigData, ConfigError, ConfigReader } from '#simulator/knative/config/reader.ts';

const SECOND = 1e9;
const NANOSECONDS_PER_MS = 1e6;
const LEAST_TARGET = 0.01;

/** `config-autoscaler` (knative/serving v0.50 `pkg/autoscaler/config/config.go`): the keys that the embedded cluster supports. */
export interface AutoscalerConfig {
  enableScaleToZero: boolean;
  allowZeroInitialScale: boolean;
  /** `container-concurrency-target-percentage` as a fraction. */
  targetFraction: number;
  targetDefault: number;
  /** -1 always keeps the activator in the path. */
  targetBurstCapacity: number;
  activatorCapacity: number;
  panicWindowPercentage: number;
  initialScale: number;
  minScale: number;
  /** 0 means no limit. */
  maxScale: number;
  maxScaleLimit: number;
  stableWindowMs: number;
  scaleToZeroGraceMs: number;
  scaleToZeroRetentionMs: number;
}

/** parseAutoscaler parses `config-autoscaler`. Throws ConfigError. */
export function parseAutoscaler(data: ConfigData): AutoscalerConfig {
  const reader = new ConfigReader(data, 'failed to parse data: ');
  const config = {
    enableScaleToZero: reader.boolean(true, 'enable-scale-to-zero'),
    allowZeroInitialScale: reader.boolean(false, 'allow-zero-initial-scale'),
    maxScaleUpRate: reader.float(1000, 'max-scale-up-rate'),
    maxScaleDownRate: reader.float(2, 'max-scale-down-rate'),
    targetFraction: reader.float(0.7, 'container-concurrency-target-percentage'),
    targetDefault: reader.float(100, 'container-concurrency-target-default'),
    rpsTargetDefault: reader.float(200, 'requests-per-second-target-default'),
    targetBurstCapacity: reader.float(211, 'target-burst-capacity'),
    panicWindowPercentage: reader.float(10, 'panic-window-percentage'),
    activatorCapacity: reader.float(100, 'activator-capacity'),
    initialScale: reader.integer(1, 32, 'initial-scale'),
    minScale: reader.integer(0, 32, 'min-scale'),
    maxScale: reader.integer(0, 32, 'max-scale'),
    maxScaleLimit: reader.integer(0, 32, 'max-scale-limit'),
    stableWindow: reader.duration(60 * SECOND, 'stable-window'),
    scaleDownDelay: reader.duration(0, 'scale-down-delay'),
    gracePeriod: reader.duration(30 * SECOND, 'scale-to-zero-grace-period'),
    retention: reader.duration(0, 'scale-to-zero-pod-retention-period'),
  };
  if (config.targetFraction > 1) config.targetFraction /= 100;
  const problem =
    durationProblemOf(config) ?? rateProblemOf(config) ?? windowProblemOf(config) ?? scaleProblemOf(config);
  if (problem !== undefined) throw new ConfigError(problem);
  return {
    ...config,
    stableWindowMs: config.stableWindow / NANOSECONDS_PER_MS,
    scaleToZeroGraceMs: config.gracePeriod / NANOSECONDS_PER_MS,
    scaleToZeroRetentionMs: config.retention / NANOSECONDS_PER_MS,
  };
}

const isWhole = (nanoseconds: number): boolean => nanoseconds % SECOND === 0;

function durationProblemOf(config: {
  scaleDownDelay: number;
  gracePeriod: number;
  retention: number;
}): string | undefined {
  const { scaleDownDelay, gracePeriod, retention } = config;
  const was = formatGoDuration;
  if (gracePeriod <= 0) return `scale-to-zero-grace-period must be positive, was: ${was(gracePeriod)}`;
  if (scaleDownDelay < 0) return `scale-down-delay cannot be negative, was: ${was(scaleDownDelay)}`;
  if (!isWhole(scaleDownDelay)) {
    return `scale-down-delay = ${was(scaleDownDelay)}, must be specified with at most second precision`;
  }
  return retention < 0
    ? `scale-to-zero-pod-retention-period cannot be negative, was: ${was(retention)}`
    : undefined;
}

function rateProblemOf(config: {
  targetBurstCapacity: number;
  targetFraction: number;
  targetDefault: number;
  rpsTargetDefault: number;
  activatorCapacity: number;
  maxScaleUpRate: number;
  maxScaleDownRate: number;
}): string | undefined {
  const { targetBurstCapacity, targetFraction, targetDefault, rpsTargetDefault, activatorCapacity } = config;
  if (targetBurstCapacity < 0 && targetBurstCapacity !== -1) {
    return `target-burst-capacity must be either non-negative or -1 (for unlimited), was: ${targetBurstCapacity.toFixed(6)}`;
  }
  if (targetFraction <= 0 || targetFraction > 1) {
    return `container-concurrency-target-percentage = ${targetFraction.toFixed(6)} is outside of valid range of (0, 100]`;
  }
  if (targetFraction * targetDefault < LEAST_TARGET) {
    return `container-concurrency-target-percentage and container-concurrency-target-default yield target concurrency of ${targetFraction * targetDefault}, can't be less than ${LEAST_TARGET}`;
  }
  if (rpsTargetDefault < LEAST_TARGET) {
    return `requests-per-second-target-default must be at least ${LEAST_TARGET}, was: ${rpsTargetDefault}`;
  }
  if (activatorCapacity < 1) return `activator-capacity = ${activatorCapacity}, must be at least 1`;
  if (config.maxScaleUpRate <= 1) {
    return `max-scale-up-rate = ${config.maxScaleUpRate}, must be greater than 1.0`;
  }
  return config.maxScaleDownRate <= 1
    ? `max-scale-down-rate = ${config.maxScaleDownRate}, must be greater than 1.0`
    : undefined;
}

function windowProblemOf({
  stableWindow,
  panicWindowPercentage,
}: {
  stableWindow: number;
  panicWindowPercentage: number;
}): string | undefined {
  const was = formatGoDuration(stableWindow);
  if (stableWindow < 6 * SECOND || stableWindow > 3600 * SECOND) {
    return `stable-window = ${was}, must be in [6s; 1h0m0s] range`;
  }
  if (!isWhole(stableWindow)) {
    return `stable-window = ${was}, must be specified with at most second precision`;
  }
  return panicWindowPercentage < 1 || panicWindowPercentage > 100
    ? `panic-window-percentage = ${panicWindowPercentage}, must be in [1, 100] interval`
    : undefined;
}

function scaleProblemOf(config: {
  initialScale: number;
  allowZeroInitialScale: boolean;
  minScale: number;
  maxScale: number;
  maxScaleLimit: number;
}): string | undefined {
  const { initialScale, allowZeroInitialScale, minScale, maxScale, maxScaleLimit } = config;
  if (initialScale < 0 || (initialScale === 0 && !allowZeroInitialScale)) {
    return `initial-scale = ${initialScale}, must be at least 0 (or at least 1 when allow-zero-initial-scale is false)`;
  }
  if (minScale < 0) return `min-scale = ${minScale}, must be at least 0`;
  const least = maxScaleLimit > 0 ? 1 : 0;
  if (maxScale < least || (maxScaleLimit > 0 && maxScale > maxScaleLimit)) {
    return `max-scale = ${maxScale}, must be in [${least}, max-scale-limit(${maxScaleLimit})] range`;
  }
  if (maxScaleLimit < 0) return `max-scale-limit = ${maxScaleLimit}, must be at least 0`;
  return minScale > maxScale && maxScale > 0
    ? `min-scale (${minScale}) must be less than max-scale (${maxScale})`
    : undefined;
}
