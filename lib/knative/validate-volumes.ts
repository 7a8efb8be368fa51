import {
  disallowedFields,
  type FieldError,
  generic,
  invalidValue,
  missingField,
  missingOneOf,
  multipleOneOf,
  via,
} from '#lib/knative/field-error.ts';
import type { VolumeKinds } from '#lib/knative/field-mask.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import type { Container } from '#lib/knative/types.ts';

const ALLOWED = ['secret', 'configMap', 'projected', 'emptyDir'];
/** Behind features that are off by default, with the sentence that says so. */
const SWITCHED_OFF: Record<string, (name: string) => string> = {
  image: (name) => `Image volume support is disabled, but found Image volume ${name}`,
  hostPath: (name) => `HostPath volume support is disabled, but found HostPath volume ${name}`,
  csi: (name) => `CSI volume support is disabled, but found CSI volume ${name}`,
  ephemeral: (name) => `Ephemeral volume support is disabled, but found Ephemeral volume ${name}`,
};
const DNS_1123 = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** validateVolumes checks the volumes of a pod and tells which there are. Paths begin at `volumes`. */
export function validateVolumes(
  volumes: unknown,
  containers: readonly Container[],
): { volumes: VolumeKinds; errors: FieldError[] } {
  const mounted = new Set(
    containers.flatMap(({ volumeMounts }) =>
      (Array.isArray(volumeMounts) ? volumeMounts : []).filter(isRecord).map((mount) => mount.name),
    ),
  );
  const kinds = new Map<string, { writable: boolean }>();
  const errors = (Array.isArray(volumes) ? volumes : []).filter(isRecord).flatMap((volume, index) => {
    const name = typeof volume.name === 'string' ? volume.name : '';
    const found: FieldError[] = [];
    if (kinds.has(name)) found.push(generic(`duplicate volume name "${name}"`, 'name'));
    if (!mounted.has(name)) found.push(generic(`volume with name "${name}" not mounted`, 'name'));
    const writable = ['emptyDir', 'persistentVolumeClaim', 'ephemeral'].some((kind) =>
      isRecord(volume[kind]),
    );
    kinds.set(name, { writable });
    return via([...found, ...validateVolume(name, volume)], 'volumes', `[${index}]`);
  });
  return { volumes: kinds, errors };
}

function validateVolume(name: string, volume: Record<string, unknown>): FieldError[] {
  const types = Object.keys(volume).filter((key) => isRecord(volume[key]));
  const errors = types.flatMap((type) => {
    const off = SWITCHED_OFF[type];
    return off === undefined ? claimErrors(type, volume[type]) : [generic(off(name))];
  });
  const disallowed = types.filter((type) => !ALLOWED.includes(type));
  if (disallowed.length > 0) errors.push(disallowedFields(...disallowed.sort()));
  // Upstream forgets what it found so far where the name is bad.
  const named =
    name === '' ? [missingField('name')] : DNS_1123.test(name) ? errors : [invalidValue(name, 'name')];
  if (types.length === 0) return [...named, missingOneOf(...ALLOWED)];
  return types.length > 1 ? [...named, multipleOneOf(...types)] : named;
}

function claimErrors(type: string, source: unknown): FieldError[] {
  if (type !== 'persistentVolumeClaim' || !isRecord(source)) return [];
  const claim = typeof source.claimName === 'string' ? source.claimName : '';
  const found = `but found persistent volume claim ${claim}`;
  const errors = [generic(`Persistent volume claim support is disabled, ${found}`)];
  if (source.readOnly !== true) {
    errors.push(generic(`Persistent volume write support is disabled, ${found} that is not read-only`));
  }
  return errors;
}
