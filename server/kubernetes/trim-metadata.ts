import type { ManagedFieldsEntry, ObjectMeta } from '#lib/kubernetes/object.ts';

/** kubectl's copy of the whole manifest (`kubectl apply`): as large as the object itself. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * trimMetadata keeps what Sluice reads of any object's metadata. It drops managedFields and kubectl's copy, and keeps finalizers only while
 * an object is being deleted, since they block the deletion.
 */
export function trimMetadata(metadata: ObjectMeta): ObjectMeta {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp } = metadata;
  const { deletionTimestamp, labels, annotations, ownerReferences, finalizers } = metadata;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    creationTimestamp,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionTimestamp === undefined || finalizers === undefined ? {} : { finalizers }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations: withoutLastApplied(annotations) }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}

/**
 * trimServiceMetadata also keeps the writers: who wrote when, and what each owns at the spec's first level. Of kubectl's copy it keeps
 * whether it sets the traffic.
 */
export function trimServiceMetadata(metadata: ObjectMeta): ObjectMeta {
  const { managedFields } = metadata;
  const trimmed = trimMetadata(metadata);
  const applied = metadata.annotations?.[LAST_APPLIED];
  return {
    ...trimmed,
    ...(applied === undefined
      ? {}
      : { annotations: { ...trimmed.annotations, [LAST_APPLIED]: trimApplied(applied) } }),
    ...(managedFields === undefined ? {} : { managedFields: managedFields.map(trimManagedFields) }),
  };
}

const APPLIED_WITHOUT_TRAFFIC = '{"spec":{}}';
const APPLIED_WITH_TRAFFIC = '{"spec":{"traffic":[]}}';

/**
 * kubectl's copy, reduced to whether it sets the traffic. When it cannot be parsed the result is empty, which no reader treats as a copy.
 */
function trimApplied(text: string): string {
  try {
    const manifest = JSON.parse(text) as { spec?: { traffic?: unknown } } | null;
    return manifest?.spec?.traffic === undefined ? APPLIED_WITHOUT_TRAFFIC : APPLIED_WITH_TRAFFIC;
  } catch {
    return '';
  }
}

/** pick returns the entries of a record whose keys are listed. */
export function pick(
  record: Record<string, string> | undefined,
  keys: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const key of keys) {
    const value = record?.[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

function withoutLastApplied(annotations: Record<string, string>): Record<string, string> {
  if (annotations[LAST_APPLIED] === undefined) return annotations;
  const { [LAST_APPLIED]: _, ...rest } = annotations;
  return rest;
}

// Shared by all entries that own the same fields, which is nearly all of them.
const OWNS_NOTHING = {};
const OWNS_TRAFFIC = { 'f:spec': { 'f:traffic': {} } };
const OWNS_TEMPLATE = { 'f:spec': { 'f:template': {} } };
const OWNS_BOTH = { 'f:spec': { 'f:template': {}, 'f:traffic': {} } };

function trimManagedFields(entry: ManagedFieldsEntry): ManagedFieldsEntry {
  const { manager, operation, time, subresource, fieldsV1 } = entry;
  const spec = fieldsV1?.['f:spec'] as Record<string, unknown> | undefined;
  const traffic = spec?.['f:traffic'] !== undefined;
  const template = spec?.['f:template'] !== undefined;
  return {
    manager,
    operation,
    ...(time === undefined ? {} : { time }),
    ...(subresource === undefined ? {} : { subresource }),
    fieldsV1: traffic ? (template ? OWNS_BOTH : OWNS_TRAFFIC) : template ? OWNS_TEMPLATE : OWNS_NOTHING,
  };
}
