import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { type FieldError, outOfBounds, via } from '#simulator/knative/admission/validation/field-error.ts';
import { disallowedIn } from '#simulator/knative/admission/validation/field-mask.ts';
import { type Features, isUsable, securesPods } from '#simulator/knative/config/feature-flags.ts';

const MAX_INT32 = 2_147_483_647;
/** Pod-level fields that must not be set while the feature is off (`fieldmask.go` v1.23). */
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

/** Pod-level fields that may be set once `kubernetes.podspec-securitycontext` is on. */
const POD_FIELDS_OF_FEATURE = new Set([
  'fsGroup',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'seccompProfile',
  'supplementalGroups',
]);

/** validatePodSecurityContext checks the pod's security context (`k8s_validation.go` v1.23). Paths are relative to it. */
export function validatePodSecurityContext(context: unknown, features: Features): FieldError[] {
  if (!isRecord(context)) return [];
  const groups: unknown[] = Array.isArray(context.supplementalGroups) ? context.supplementalGroups : [];
  const refused = POD_FIELDS.filter((field) => {
    if (isUsable(features, 'securitycontext') && POD_FIELDS_OF_FEATURE.has(field)) return false;
    return !(field === 'seccompProfile' && securesPods(features) && isPlainProfile(context[field]));
  });
  return [
    ...disallowedIn(context, refused),
    ...['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) => validateId(context[field], field)),
    ...groups.flatMap((group, index) => via(validateId(group, ''), 'supplementalGroups', `[${index}]`)),
  ];
}

/** Whether a pod may use this profile instead of Knative's default. */
function isPlainProfile(profile: unknown): boolean {
  if (!isRecord(profile)) return true;
  const isKnown = profile.type === 'RuntimeDefault' || profile.type === 'Unconfined';
  return isKnown && profile.localhostProfile === undefined;
}

/**
 * validateSecurityContext checks a container's security context: it may drop capabilities and set `privileged` to false. Paths are relative
 * to it.
 */
export function validateSecurityContext(context: unknown, features: Features): FieldError[] {
  if (!isRecord(context)) return [];
  const privileged = context.privileged === true ? ['privileged'] : [];
  const { capabilities } = context;
  return [
    ...disallowedIn(context, [...CONTAINER_FIELDS, ...privileged]),
    ...(isRecord(capabilities) ? via(validateCapabilities(capabilities, features), 'capabilities') : []),
    ...['runAsUser', 'runAsGroup'].flatMap((field) => validateId(context[field], field)),
  ];
}

function validateCapabilities(capabilities: Record<string, unknown>, features: Features): FieldError[] {
  if (features['kubernetes.containerspec-addcapabilities'] === 'enabled') return [];
  const { add } = capabilities;
  const bindsLowPorts = Array.isArray(add) && add.length === 1 && add[0] === 'NET_BIND_SERVICE';
  return securesPods(features) && bindsLowPorts ? [] : disallowedIn(capabilities, ['add']);
}

function validateId(id: unknown, path: string): FieldError[] {
  return typeof id === 'number' && (id < 0 || id > MAX_INT32) ? [outOfBounds(id, 0, MAX_INT32, path)] : [];
}
