import { goQuote } from '#lib/go/text.ts';
import type { Container } from '#lib/knative/types.ts';
import { type FieldError, generic, via } from '#simulator/knative/admission/validation/field-error.ts';
import type { VolumeKinds } from '#simulator/knative/admission/validation/field-mask.ts';
import { validateContainer } from '#simulator/knative/admission/validation/validate-container.ts';
import { type Features, isEnabled } from '#simulator/knative/config/feature-flags.ts';

const NOT_ALLOWED = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];

/**
 * validateInitContainers checks the init containers (knative/serving v0.50 `k8s_validation.go`). Paths are relative to the spec and, as
 * upstream, call the list `containers`.
 */
export function validateInitContainers(
  containers: readonly Container[],
  mainContainers: readonly Container[],
  volumes: VolumeKinds,
  features: Features,
): FieldError[] {
  if (containers.length === 0) return [];
  if (!isEnabled(features, 'init-containers')) {
    const found = `but found ${containers.length} init containers`;
    return [generic(`pod spec support for init-containers is off, ${found}`)];
  }
  const taken = new Set(mainContainers.map(({ name = '' }) => name));
  let errors: FieldError[] = [];
  for (const [index, container] of containers.entries()) {
    const name = container.name ?? '';
    if (taken.has(name)) {
      // Upstream prefixes this one's path to all errors found so far.
      errors.push(generic(`duplicate container name ${goQuote(name)}`, 'name'));
      errors = via(errors, 'containers', `[${index}]`);
    }
    const refused = NOT_ALLOWED.filter((field) => container[field] !== undefined);
    const own = [
      ...refused.map((field) => generic('field not allowed in an init container', field)),
      ...validateContainer(container, volumes, { portName: '', role: 'init', features }),
    ];
    errors.push(...via(own, 'containers', `[${index}]`));
  }
  return errors;
}
