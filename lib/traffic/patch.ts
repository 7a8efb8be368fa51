import type { TrafficTarget } from '#lib/knative/types.ts';
import type { JsonPatchOperation } from '#lib/kubernetes/json-patch.ts';
import { semanticEqual } from '#lib/kubernetes/semantic-equal.ts';

/**
 * trafficPatch returns the JSON Patch for a new split: it tests that this is still the same Service and that `spec.traffic` is still what
 * the person saw, then replaces it. A test on resourceVersion would fail with every status update. `base` null means that the Service has
 * no `spec.traffic`; JSON Patch cannot test that it is absent. Empty when there is nothing to write.
 */
export function trafficPatch(
  uid: string,
  base: readonly TrafficTarget[] | null,
  next: readonly TrafficTarget[],
): JsonPatchOperation[] {
  const sameService: JsonPatchOperation = { op: 'test', path: '/metadata/uid', value: uid };
  if (base !== null && semanticEqual(base, next)) return [];
  if (base === null) return [sameService, { op: 'add', path: '/spec/traffic', value: next }];
  return [
    sameService,
    { op: 'test', path: '/spec/traffic', value: base },
    { op: 'replace', path: '/spec/traffic', value: next },
  ];
}
