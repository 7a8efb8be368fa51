import { type FieldError, outOfBounds, via } from '#lib/knative/field-error.ts';
import { disallowedIn } from '#lib/knative/field-mask.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';

const MAX_INT32 = 2_147_483_647;
/** Of a pod none may be set while the feature is off (`fieldmask.go` v1.23). */
const POD_FIELDS = [
  'appArmorProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'seLinuxChangePolicy',
  'seLinuxOptions',
  'seccompProfile',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'sysctls',
  'windowsOptions',
];
const CONTAINER_FIELDS = ['appArmorProfile', 'procMount', 'seLinuxOptions', 'windowsOptions'];

/** validatePodSecurityContext checks the pod's own (`k8s_validation.go` v1.23, default features). Paths begin inside it. */
export function validatePodSecurityContext(context: unknown): FieldError[] {
  if (!isRecord(context)) return [];
  const groups: unknown[] = Array.isArray(context.supplementalGroups) ? context.supplementalGroups : [];
  return [
    ...disallowedIn(context, POD_FIELDS),
    ...['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) => validateId(context[field], field)),
    ...groups.flatMap((group, index) => via(validateId(group, ''), 'supplementalGroups', `[${index}]`)),
  ];
}

/** validateSecurityContext checks a container's: capabilities may be dropped, and `privileged` may be false. Paths begin inside it. */
export function validateSecurityContext(context: unknown): FieldError[] {
  if (!isRecord(context)) return [];
  const privileged = context.privileged === true ? ['privileged'] : [];
  const { capabilities } = context;
  return [
    ...disallowedIn(context, [...CONTAINER_FIELDS, ...privileged]),
    ...(isRecord(capabilities) ? via(disallowedIn(capabilities, ['add']), 'capabilities') : []),
    ...['runAsUser', 'runAsGroup'].flatMap((field) => validateId(context[field], field)),
  ];
}

function validateId(id: unknown, path: string): FieldError[] {
  return typeof id === 'number' && (id < 0 || id > MAX_INT32) ? [outOfBounds(id, 0, MAX_INT32, path)] : [];
}
