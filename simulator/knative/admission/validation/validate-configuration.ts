import { LABEL } from '#lib/knative/labels.ts';
import type { Configuration } from '#lib/knative/types.ts';
import {
  type AdmissionOptions,
  type FieldError,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import {
  validateCreatorAndModifier,
  validateNoAutoscaling,
  validateObjectName,
  validateOwnerLabel,
} from '#simulator/knative/admission/validation/validate-metadata.ts';
import {
  validateTemplate,
  verifyNameChange,
} from '#simulator/knative/admission/validation/validate-revision.ts';

/** validateConfiguration checks a Configuration as the webhook does (`configuration_validation.go` v1.23). */
export function validateConfiguration(
  configuration: Configuration,
  { old, ...options }: AdmissionOptions<Configuration> = {},
): FieldError[] {
  const { metadata, spec } = configuration;
  const errors = via(
    [
      ...validateObjectName(metadata),
      ...validateNoAutoscaling(metadata.annotations),
      ...validateOwnerLabel(metadata, LABEL.service, 'Service'),
    ],
    'metadata',
  );
  errors.push(...via(validateTemplate(spec.template, metadata, options), 'spec', 'template'));
  if (old === undefined) return errors;
  if (metadata.ownerReferences === undefined) errors.push(...validateCreatorAndModifier(old, configuration));
  return [...errors, ...via(verifyNameChange(spec.template, old.spec.template), 'spec', 'template')];
}
