import type { KnativeService } from '#lib/knative/types.ts';
import {
  type AdmissionOptions,
  type FieldError,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import {
  validateCreatorAndModifier,
  validateNoAutoscaling,
  validateObjectName,
  validateRolloutDuration,
} from '#simulator/knative/admission/validation/validate-metadata.ts';
import {
  validateTemplate,
  verifyNameChange,
} from '#simulator/knative/admission/validation/validate-revision.ts';
import { validateTraffic } from '#simulator/knative/admission/validation/validate-traffic.ts';

/** validateService checks a defaulted Service as the webhook does (`service_validation.go` v1.23). */
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
