import { ANNOTATION } from '#lib/knative/labels.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ChangeView } from '#lib/view/types.ts';

/** projectChange returns who last changed a Service and when: its annotation, and the newest writer that is not a status writer. */
export function projectChange(object: KubeObject): ChangeView {
  let manager: string | null = null;
  let at = '';
  for (const entry of object.metadata.managedFields ?? []) {
    const isStatus = entry.subresource !== undefined && entry.subresource !== '';
    if (isStatus || entry.time === undefined || entry.time < at) continue;
    at = entry.time;
    manager = entry.manager;
  }
  return {
    by: object.metadata.annotations?.[ANNOTATION.lastModifier] ?? null,
    manager,
    at: at === '' ? object.metadata.creationTimestamp : at,
  };
}
