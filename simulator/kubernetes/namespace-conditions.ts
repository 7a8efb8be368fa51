import type { Condition } from '#lib/kubernetes/object.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';

type Content = ReadonlyMap<string, readonly StoredObject[]>;

/**
 * contentConditions returns the conditions that show what blocks a namespace's deletion, with the messages of kubernetes v1.35
 * `pkg/controller/namespace/deletion/status_condition_utils.go`. Content is grouped by kind name, as kubectl prints it; `failures` explains
 * why some of it could not be deleted.
 */
export function contentConditions(remaining: Content, failures: readonly string[]): Condition[] {
  return [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      status: 'False',
      reason: 'ParsedGroupVersions',
      message: 'All legacy kube types successfully parsed',
    },
    contentDeleted(failures),
    contentRemaining(remaining),
    finalizersRemaining(remaining),
  ];
}

function contentDeleted(failures: readonly string[]): Condition {
  const type = 'NamespaceDeletionContentFailure';
  if (failures.length > 0) {
    const message = `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`;
    return { type, status: 'True', reason: 'ContentDeletionFailed', message };
  }
  const message = 'All content successfully deleted, may be waiting on finalization';
  return { type, status: 'False', reason: 'ContentDeleted', message };
}

function contentRemaining(remaining: Content): Condition {
  const type = 'NamespaceContentRemaining';
  if (remaining.size === 0) {
    return { type, status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' };
  }
  // The group follows a dot even when it is empty.
  const kinds = [...remaining].map(([kind, { length }]) => [kind.includes('.') ? kind : `${kind}.`, length]);
  const list = kinds.map(([kind, count]) => `${kind} has ${count} resource instances`).sort();
  const message = `Some resources are remaining: ${list.join(', ')}`;
  return { type, status: 'True', reason: 'SomeResourcesRemain', message };
}

function finalizersRemaining(remaining: Content): Condition {
  const type = 'NamespaceFinalizersRemaining';
  const counts = new Map<string, number>();
  for (const finalizer of [...remaining.values()]
    .flat()
    .flatMap(({ metadata }) => metadata.finalizers ?? [])) {
    counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  if (counts.size === 0) {
    const message = 'All content-preserving finalizers finished';
    return { type, status: 'False', reason: 'ContentHasNoFinalizers', message };
  }
  const list = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort();
  const message = `Some content in the namespace has finalizers remaining: ${list.join(', ')}`;
  return { type, status: 'True', reason: 'SomeFinalizersRemain', message };
}

/** withConditions replaces a status's conditions; unchanged ones keep their time. `now` is RFC 3339. */
export function withConditions(status: unknown, conditions: readonly Condition[], now: string): JsonObject {
  const held = isJsonObject(status) ? status : {};
  const before = Array.isArray(held['conditions']) ? (held['conditions'] as Condition[]) : [];
  const next = conditions.map((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    const isSame =
      old?.status === condition.status &&
      old.reason === condition.reason &&
      old.message === condition.message;
    return isSame ? old : { ...condition, lastTransitionTime: now };
  });
  return { ...held, conditions: next };
}
