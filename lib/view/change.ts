import { ANNOTATION } from '#lib/knative/labels.ts';
import type { KubeObject, ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import type { ChangeView } from '#lib/view/models/service-summary.ts';

/** The API server's name for a writer that gave none (k8s.io/apimachinery v0.35 `util/managedfields` buildmanagerinfo.go). */
const NAMELESS = 'unknown';

/**
 * projectChange returns who last changed a Service's spec and when: its annotation, and the newest writer that owns a field of the spec. If
 * no entry records what it owns, it uses the newest writer of anything except status.
 */
export function projectChange({ metadata }: KubeObject): ChangeView {
  const writers = (metadata.managedFields ?? []).filter((entry) => (entry.subresource ?? '') === '');
  const newest =
    newestOf(writers.filter((entry) => entry.fieldsV1?.['f:spec'] !== undefined)) ?? newestOf(writers);
  return {
    by: metadata.annotations?.[ANNOTATION.lastModifier] ?? null,
    manager: newest === undefined || newest.manager === NAMELESS ? null : newest.manager,
    at: newest?.time ?? metadata.creationTimestamp,
  };
}

/** newestOf prefers the later of two entries from the same second, because the API server keeps them in chronological order. */
function newestOf(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  let newest: ManagedFieldsEntry | undefined;
  for (const entry of entries) {
    if (entry.time !== undefined && entry.time >= (newest?.time ?? '')) newest = entry;
  }
  return newest;
}
