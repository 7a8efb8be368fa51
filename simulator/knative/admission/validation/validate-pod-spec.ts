import { goQuote } from '#lib/go/text.ts';
import type { Container, RevisionSpec } from '#lib/knative/types.ts';
import { subdomainProblems } from '#lib/kubernetes/qualified-name.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import {
  disallowedFields,
  type FieldError,
  generic,
  invalidValue,
  missingField,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { disallowedIn, type VolumeKinds } from '#simulator/knative/admission/validation/field-mask.ts';
import { validateContainer } from '#simulator/knative/admission/validation/validate-container.ts';
import { validateInitContainers } from '#simulator/knative/admission/validation/validate-init-containers.ts';
import { validatePodSecurityContext } from '#simulator/knative/admission/validation/validate-security-context.ts';
import { validateVolumes } from '#simulator/knative/admission/validation/validate-volumes.ts';
import { type Features, isFieldUsable } from '#simulator/knative/config/feature-flags.ts';

/** Fields of a Kubernetes PodSpec that Knative rejects, except those that a feature allows (`fieldmask.go` v1.23). */
const DISALLOWED = [
  'activeDeadlineSeconds',
  'affinity',
  'dnsConfig',
  'dnsPolicy',
  'ephemeralContainers',
  'hostAliases',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostUsers',
  'hostname',
  'initContainers',
  'nodeName',
  'nodeSelector',
  'os',
  'overhead',
  'preemptionPolicy',
  'priority',
  'priorityClassName',
  'readinessGates',
  'resourceClaims',
  'resources',
  'restartPolicy',
  'runtimeClassName',
  'schedulerName',
  'schedulingGates',
  'securityContext',
  'serviceAccount',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
  'subdomain',
  'terminationGracePeriodSeconds',
  'tolerations',
  'topologySpreadConstraints',
];

/** validatePodSpec checks a Revision's pod spec (`k8s_validation.go` v1.23). Paths are relative to the spec. */
export function validatePodSpec(spec: RevisionSpec, features: Features): FieldError[] {
  const containers = Array.isArray(spec.containers) ? spec.containers.map(toContainer) : [];
  const errors = disallowedIn(
    spec,
    DISALLOWED.filter((field) => !isFieldUsable(features, field)),
  );
  if (spec.automountServiceAccountToken === true)
    errors.push(disallowedFields('automountServiceAccountToken'));
  errors.push(...via(validatePodSecurityContext(spec.securityContext, features), 'securityContext'));
  const initContainers = (Array.isArray(spec.initContainers) ? spec.initContainers : []).map(toContainer);
  const mounting = [...initContainers, ...containers];
  const { volumes, errors: volumeErrors } = validateVolumes(spec.volumes, mounting, features);
  errors.push(
    ...volumeErrors,
    ...validateInitContainers(initContainers, containers, volumes, features),
    ...validatePorts(containers),
    ...validateContainers(containers, volumes, features),
  );
  const account = spec.serviceAccountName ?? '';
  if (account !== '') {
    errors.push(
      ...subdomainProblems(account).map((problem) => invalidValue(account, 'serviceAccountName', problem)),
    );
  }
  return errors;
}

/** A null in a list decodes as an empty container. */
function toContainer(container: unknown): Container {
  return isRecord(container) ? (container as Container) : ({} as Container);
}

function validateContainers(
  containers: readonly Container[],
  volumes: VolumeKinds,
  features: Features,
): FieldError[] {
  if (containers.length === 0) return [missingField('containers')];
  if (containers.length > 1 && features['multi-container'] !== 'enabled') {
    return [generic(`multi-container is off, but found ${containers.length} containers`)];
  }
  const port = containers.findLast(({ ports }) => (ports ?? []).length > 0)?.ports?.[0]?.name ?? '';
  const portName = port === '' ? 'http' : port;
  const names = new Set<string>();
  let errors: FieldError[] = [];
  for (const [index, container] of containers.entries()) {
    const name = container.name ?? '';
    if (names.has(name)) {
      // Upstream prefixes the second one's path to all errors found so far.
      errors.push(generic(`duplicate container name ${goQuote(name)}`, 'name'));
      errors = via(errors, 'containers', `[${index}]`);
    }
    names.add(name);
    const isSidecar = containers.length > 1 && (container.ports ?? []).length === 0;
    errors.push(
      ...via(
        validateContainer(container, volumes, {
          portName,
          role: isSidecar ? 'sidecar' : 'serving',
          features,
        }),
        'containers',
        `[${index}]`,
      ),
    );
  }
  return errors;
}

function validatePorts(containers: readonly Container[]): FieldError[] {
  const count = containers.reduce((sum, container) => sum + (container.ports ?? []).length, 0);
  if (count === 0 && containers.length > 1) return via([missingField('ports')], 'containers[*]');
  if (count <= 1) return [];
  const error = generic('more than one container port is set', 'ports');
  return via([{ ...error, details: 'Only a single port is allowed across all containers' }], 'containers[*]');
}
