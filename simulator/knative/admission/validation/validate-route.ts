import { LABEL } from '#lib/knative/labels.ts';
import type { Route } from '#lib/knative/types.ts';
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
  validateRolloutDuration,
} from '#simulator/knative/admission/validation/validate-metadata.ts';
import { validateTraffic } from '#simulator/knative/admission/validation/validate-traffic.ts';

/** validateRoute checks a Route as the webhook does (`route_validation.go` v1.23). */
export function validateRoute(route: Route, { old }: AdmissionOptions<Route> = {}): FieldError[] {
  const { metadata, spec } = route;
  const errors = via(
    [
      ...validateObjectName(metadata),
      ...validateNoAutoscaling(metadata.annotations),
      ...validateOwnerLabel(metadata, LABEL.service, 'Service'),
      ...validateRolloutDuration(metadata.annotations),
    ],
    'metadata',
  );
  errors.push(...via(validateTraffic(spec?.traffic ?? [], { insideService: false }), 'spec'));
  if (old === undefined || metadata.ownerReferences !== undefined) return errors;
  return [...errors, ...validateCreatorAndModifier(old, route)];
}
