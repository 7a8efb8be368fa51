import { type AdmissionOptions, type FieldError, via } from '#lib/knative/field-error.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import {
  validateCreatorAndModifier,
  validateNoAutoscaling,
  validateObjectName,
  validateRolloutDuration,
} from '#lib/knative/validate-metadata.ts';
import { validateTemplate, verifyNameChange } from '#lib/knative/validate-revision.ts';
import { validateTraffic } from '#lib/knative/validate-traffic.ts';

/** What the API server puts before the findings of Knative's validating webhook. */
export const ADMISSION_PREFIX =
  'admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: ';

/** validateService checks a Service, defaults filled in, as the webhook does (`service_validation.go` v1.23). */
export function validateService(
  service: KnativeService,
  { old, ...options }: AdmissionOptions<KnativeService> = {},
): FieldError[] {
  const { metadata, spec } = service;
  const template = spec?.template ?? { spec: { containers: [] } };
  const errors = via(
    [
      ...validateObjectName(metadata),
      ...validateNoAutoscaling(metadata.annotations),
      ...validateRolloutDuration(metadata.annotations),
    ],
    'metadata',
  );
  errors.push(...via(validateTemplate(template, metadata, options), 'spec', 'template'));
  errors.push(...via(validateTraffic(spec?.traffic ?? [], { insideService: true }), 'spec'));
  if (old === undefined) return errors;
  return [
    ...errors,
    ...validateCreatorAndModifier(old, service),
    ...via(verifyNameChange(template, old.spec.template), 'spec', 'template'),
  ];
}
