import { describe, expect, test } from 'vitest';
import type { Route, TrafficTarget } from '#lib/knative/types.ts';
import { defaultRoute } from '#simulator/knative/admission/defaults.ts';
import { renderFieldErrors } from '#simulator/knative/admission/validation/field-error.ts';
import { validateRoute } from '#simulator/knative/admission/validation/validate-route.ts';
import { META } from '#simulator/testing/busybox-service.ts';

describe('validateRoute', () => {
  const route = (traffic: TrafficTarget[], labels?: Record<string, string>): Route => ({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Route',
    metadata: { ...META, labels },
    spec: { traffic },
  });

  test.each<[string, Route, string]>([
    ['no traffic', route([]), 'Traffic targets sum to 0, want 100: spec.traffic'],
    [
      'a target without a destination',
      route([{ percent: 100 }]),
      'expected exactly one, got neither: spec.traffic[0].configurationName, spec.traffic[0].revisionName',
    ],
    [
      'a target with both destinations',
      route([{ percent: 100, revisionName: 'a', configurationName: 'b' }]),
      'expected exactly one, got both: spec.traffic[0].configurationName, spec.traffic[0].revisionName',
    ],
    [
      'a label without its owner',
      route([{ percent: 100, configurationName: 'b' }], { 'serving.knative.dev/service': 'svc' }),
      'missing field(s): metadata.labels.serving.knative.dev/service',
    ],
  ])('refuses %s', (_, given, text) => {
    expect(renderFieldErrors(validateRoute(defaultRoute(given)))).toBe(text);
  });
});
