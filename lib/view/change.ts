import { ANNOTATION } from '#lib/knative/labels.ts';
import type { KubeObject, ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import type { ChangeView } from '#lib/view/types.ts';

/** What the API server calls a writer that gave no name (k8s.io/apimachinery v0.35 `util/managedfields` buildmanagerinfo.go). */
const NAMELESS = 'unknown';

/**
 * projectChange returns who last changed a Service's spec and when: its annotation, and the newest writer that owns a field
 * of the spec. Where no entry says what it owns, the newest writer of anything but status.
 */
export function projectChange({ metadata }: KubeObject): ChangeView {
  const writers = (metadata.managedFields ?? []).filter((it) => (it.subresource ?? '') === '');
  const newest = newestOf(writers.filter((it) => it.fieldsV1?.['f:spec'] !== undefined)) ?? newestOf(writers);
  return {
    by: metadata.annotations?.[ANNOTATION.lastModifier] ?? null,
    manager: newest === undefined || newest.manager === NAMELESS ? null : newest.manager,
    at: newest?.time ?? metadata.creationTimestamp,
  };
}

/** Of entries of the same second the later one wins: the API server keeps them in order of time. */
function newestOf(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  let newest: ManagedFieldsEntry | undefined;
  for (const entry of entries) {
    if (entry.time !== undefined && entry.time >= (newest?.time ?? '')) newest = entry;
  }
  return newest;
}
