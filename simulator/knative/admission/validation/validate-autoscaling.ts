import { parseGoFloat, parseGoInteger } from '#lib/go/number.ts';
import { parseGoDuration, SECOND } from '#simulator/go/duration.ts';
import {
  type FieldError,
  generic,
  invalidValue,
  outOfBounds,
} from '#simulator/knative/admission/validation/field-error.ts';
import { getFirst, type StringMap } from '#simulator/knative/admission/validation/validate-metadata.ts';

const KPA = 'kpa.autoscaling.knative.dev';
const HPA = 'hpa.autoscaling.knative.dev';
const MAX_INT32 = 2_147_483_647;

/**
 * validateAutoscaling checks the annotations of a Revision or its template (`pkg/apis/autoscaling/annotation_validation.go` v1.23, without
 * a max-scale-limit; initial-scale 0 only if the cluster allows it). Paths start at the annotation.
 */
export function validateAutoscaling(annotations: StringMap, allowsZeroInitialScale = false): FieldError[] {
  return [
    ...validateClass(annotations),
    ...validateScale(annotations),
    ...validateFloats(annotations),
    ...validateDurations(annotations),
    ...validateMetric(annotations),
    ...validateInitialScale(annotations, allowsZeroInitialScale),
  ];
}

function get(annotations: StringMap, name: string): { key: string; value: string } | null {
  const old = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return getFirst(annotations, [`autoscaling.knative.dev/${name}`, `autoscaling.knative.dev/${old}`]);
}

function validateClass(annotations: StringMap): FieldError[] {
  const found = get(annotations, 'class');
  if (found === null || !found.value.endsWith('.knative.dev') || [KPA, HPA].includes(found.value)) return [];
  return [invalidValue(found.value, found.key)];
}

function validateScale(annotations: StringMap): FieldError[] {
  const [min, minErrors] = wholeNumber(annotations, 'min-scale');
  const [max, maxErrors] = wholeNumber(annotations, 'max-scale');
  const errors = [...minErrors, ...maxErrors];
  if (max !== 0 && max < min) {
    errors.push(
      generic(
        `max-scale=${max} is less than min-scale=${min}`,
        'autoscaling.knative.dev/max-scale',
        'autoscaling.knative.dev/min-scale',
      ),
    );
  }
  const activation = getFirst(annotations, ['autoscaling.knative.dev/activation-scale']);
  return activation === null ? errors : [...errors, ...validateActivation(activation, min, max)];
}

function validateActivation(
  { key, value }: { key: string; value: string },
  min: number,
  max: number,
): FieldError[] {
  const scale = parseGoInteger(value, 32);
  if (typeof scale === 'string') return [invalidValue(value, key)];
  if (min > scale) return [generic(`min-scale=${min} is greater than activation-scale=${scale}`, key)];
  if (max < scale && max !== 0)
    return [generic(`max-scale=${max} is less than activation-scale=${scale}`, key)];
  return scale < 2 ? [generic(`activation-scale=${scale} must be greater than 1`, key)] : [];
}

function wholeNumber(annotations: StringMap, name: string): [value: number, errors: FieldError[]] {
  const found = get(annotations, name);
  if (found === null) return [0, []];
  const value = parseGoInteger(found.value, 32);
  if (value === 'syntax') return [0, [invalidValue(found.value, found.key)]];
  if (value === 'range' || value < 0) return [0, [outOfBounds(found.value, 0, MAX_INT32, found.key)]];
  return [value, []];
}

function validateFloats(annotations: StringMap): FieldError[] {
  const errors: FieldError[] = [];
  const check = (name: string, test: (value: number, text: string, key: string) => FieldError | null) => {
    const found = get(annotations, name);
    if (found === null) return;
    const value = parseGoFloat(found.value);
    const error = value === null ? invalidValue(found.value, found.key) : test(value, found.value, found.key);
    if (error !== null) errors.push(error);
  };
  const within = (low: number, high: number) => (value: number, text: string, key: string) =>
    value < low || value > high ? outOfBounds(text, low, high, key) : null;
  check('panic-window-percentage', within(1, 100));
  check('panic-threshold-percentage', within(110, 1000));
  check('target', (value, text, key) =>
    value < 0.01 ? generic(`target ${text} should be at least 0.01`, key) : null,
  );
  check('target-utilization-percentage', within(1, 100));
  check('target-burst-capacity', (value, text, key) =>
    value < 0 && value !== -1 ? invalidValue(text, key) : null,
  );
  return errors;
}

function validateDurations(annotations: StringMap): FieldError[] {
  const errors: FieldError[] = [];
  const check = (name: string, low: number, lowText: string, wholeSeconds: boolean) => {
    const found = get(annotations, name);
    if (found === null) return;
    const duration = parseGoDuration(found.value);
    if (duration === null) errors.push(invalidValue(found.value, found.key));
    else if (duration < low || duration > 3600 * SECOND)
      errors.push(outOfBounds(found.value, lowText, '1h0m0s', found.key));
    else if (wholeSeconds && duration % SECOND !== 0) {
      errors.push(generic('must be specified with at most second precision', found.key));
    }
  };
  check('window', 6 * SECOND, '6s', true);
  check('scale-to-zero-pod-retention-period', 0, '0s', false);
  check('scale-down-delay', 0, '0s', true);
  return errors;
}

function validateMetric(annotations: StringMap): FieldError[] {
  const scaler = get(annotations, 'class')?.value;
  const errors: FieldError[] = [];
  const metric = get(annotations, 'metric');
  if (metric !== null) {
    const known = ['concurrency', 'rps'].includes(metric.value);
    const bad = (scaler ?? KPA) === KPA ? !known : scaler === HPA && metric.value === '';
    if (bad) errors.push(invalidValue(metric.value, metric.key));
  }
  const algorithm = get(annotations, 'metric-aggregation-algorithm');
  const algorithms = ['', 'linear', 'weighted-exponential', 'weightedExponential'];
  if (scaler === KPA && algorithm !== null && !algorithms.includes(algorithm.value)) {
    errors.push(invalidValue(algorithm.value, algorithm.key));
  }
  return errors;
}

function validateInitialScale(annotations: StringMap, allowsZero: boolean): FieldError[] {
  const found = get(annotations, 'initial-scale');
  if (found === null) return [];
  const scale = parseGoInteger(found.value, 64);
  if (typeof scale === 'string') return [invalidValue(found.value, found.key)];
  if (scale < 0) return [invalidValue(found.value, `${found.key} must be greater than 0`)];
  return scale === 0 && !allowsZero
    ? [invalidValue(found.value, `${found.key}=0 not allowed by cluster`)]
    : [];
}
