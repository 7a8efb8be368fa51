import { goQuote } from '#lib/go/text.ts';
import type { Container } from '#lib/knative/types.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import {
  disallowedFields,
  type FieldError,
  generic,
  invalidValue,
  missingField,
  missingOneOf,
  multipleOneOf,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import type { VolumeKinds } from '#simulator/knative/admission/validation/field-mask.ts';
import { validateVolumeSource } from '#simulator/knative/admission/validation/validate-volume-source.ts';
import { type Features, isEnabled, isUsable } from '#simulator/knative/config/feature-flags.ts';

const ALWAYS = ['secret', 'configMap', 'projected'];
/** Other volume sources, in the order in which Knative lists them, with the feature each needs. */
const BY_FEATURE = [
  { type: 'emptyDir', feature: 'volumes-emptydir', called: 'EmptyDir' },
  { type: 'persistentVolumeClaim', feature: 'persistent-volume-claim', called: undefined },
  { type: 'hostPath', feature: 'volumes-hostpath', called: 'HostPath' },
  { type: 'csi', feature: 'volumes-csi', called: 'CSI' },
  { type: 'ephemeral', feature: 'volumes-ephemeral', called: 'Ephemeral' },
  { type: 'image', feature: 'volumes-image', called: 'Image' },
] as const;
const DNS_1123 = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** validateVolumes checks a pod's volumes and returns their kinds. Paths start at `volumes`. */
export function validateVolumes(
  volumes: unknown,
  containers: readonly Container[],
  features: Features,
): { volumes: VolumeKinds; errors: FieldError[] } {
  const mounted = new Set(
    containers.flatMap(({ volumeMounts }) =>
      (Array.isArray(volumeMounts) ? volumeMounts : []).filter(isRecord).map((mount) => mount.name ?? ''),
    ),
  );
  const kinds = new Map<string, { writable: boolean; readOnlyClaim: boolean }>();
  const errors = (Array.isArray(volumes) ? volumes : []).filter(isRecord).flatMap((volume, index) => {
    const name = typeof volume.name === 'string' ? volume.name : '';
    const found: FieldError[] = [];
    if (kinds.has(name)) found.push(generic(`duplicate volume name ${goQuote(name)}`, 'name'));
    if (!mounted.has(name)) found.push(generic(`volume with name ${goQuote(name)} not mounted`, 'name'));
    const writable = ['emptyDir', 'persistentVolumeClaim', 'ephemeral'].some((kind) =>
      isRecord(volume[kind]),
    );
    const claim = volume['persistentVolumeClaim'];
    kinds.set(name, { writable, readOnlyClaim: isRecord(claim) && claim['readOnly'] === true });
    return via([...found, ...validateVolume(name, volume, features)], 'volumes', `[${index}]`);
  });
  return { volumes: kinds, errors };
}

function validateVolume(name: string, volume: Record<string, unknown>, features: Features): FieldError[] {
  const types = Object.keys(volume).filter((key) => isRecord(volume[key]));
  const errors = validateName(name) ?? switchedOff(name, volume, features);
  const usable = BY_FEATURE.filter(({ feature }) => isUsable(features, feature)).map(({ type }) => type);
  const allowed: readonly string[] = [...ALWAYS, ...usable];
  const disallowed = types.filter((type) => !allowed.includes(type));
  if (disallowed.length > 0) errors.push(disallowedFields(...disallowed));
  // Only these count as the source that a volume must have.
  const known = [...ALWAYS, ...BY_FEATURE.map(({ type }) => type)].filter((type) => types.includes(type));
  errors.push(...known.flatMap((type) => validateVolumeSource(type, volume[type])));
  if (known.length === 0) {
    const enabled = BY_FEATURE.filter(({ feature }) => isEnabled(features, feature)).map(({ type }) => type);
    errors.push(missingOneOf(...ALWAYS, ...enabled));
  }
  if (known.length > 1) errors.push(multipleOneOf(...known));
  return errors;
}

/**
 * validateName returns the name's errors; null when it is valid. For an invalid name, upstream drops the errors about disabled features.
 */
function validateName(name: string): FieldError[] | null {
  if (name === '') return [missingField('name')];
  return DNS_1123.test(name) ? null : [invalidValue(name, 'name')];
}

function switchedOff(name: string, volume: Record<string, unknown>, features: Features): FieldError[] {
  const errors = claimErrors(volume['persistentVolumeClaim'], features);
  for (const { type, feature, called } of BY_FEATURE) {
    if (called === undefined || !isRecord(volume[type]) || isEnabled(features, feature)) continue;
    errors.push(generic(`${called} volume support is disabled, but found ${called} volume ${name}`));
  }
  return errors;
}

function claimErrors(source: unknown, features: Features): FieldError[] {
  if (!isRecord(source)) return [];
  const claim = typeof source.claimName === 'string' ? source.claimName : '';
  const found = `but found persistent volume claim ${claim}`;
  const errors: FieldError[] = [];
  if (!isEnabled(features, 'persistent-volume-claim')) {
    errors.push(generic(`Persistent volume claim support is disabled, ${found}`));
  }
  if (source.readOnly !== true && !isEnabled(features, 'persistent-volume-write')) {
    errors.push(generic(`Persistent volume write support is disabled, ${found} that is not read-only`));
  }
  return errors;
}
