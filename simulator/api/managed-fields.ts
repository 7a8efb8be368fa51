import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import {
  changedFields,
  type FieldSet,
  type ListKey,
  presentFields,
  unionFields,
  withoutFields,
} from '#simulator/api/field-set.ts';
import { equalJson, getKey, isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import { customListKey, listMergeKey } from '#simulator/api/merge-keys.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** Fields of metadata that nobody manages (apimachinery `managedfields/internal/stripmeta.go`). */
const UNMANAGED = [
  'name',
  'namespace',
  'creationTimestamp',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
];

/** Who writes, as a managedFields entry names it. */
export interface Writer {
  manager: string;
  subresource: '' | 'status';
  /** RFC 3339. */
  time: string;
}

/** updateManagedFields gives the writer the fields that its write changed and takes them from every other entry. */
export function updateManagedFields(
  definition: ResourceDefinition,
  old: StoredObject | undefined,
  object: StoredObject,
  writer: Writer,
): ManagedFieldsEntry[] {
  const listKey: ListKey = definition.custom ? customListKey : listMergeKey(definition.kind);
  const [before, after] = differing(
    old === undefined ? { metadata: {} } : manageable(old),
    manageable(object),
  );
  const changed = changedFields(before, after, listKey);
  const entries: ManagedFieldsEntry[] = [];
  let own: ManagedFieldsEntry | undefined;
  for (const entry of old?.metadata.managedFields ?? []) {
    const present = stillPresent(entry.fieldsV1 ?? {}, before, after, listKey);
    if (isOwn(entry, writer)) {
      own = { ...entry, fieldsV1: present ?? {} };
      continue;
    }
    const left = present !== undefined && changed !== undefined ? withoutFields(present, changed) : present;
    if (left !== undefined) entries.push({ ...entry, fieldsV1: left });
  }
  if (changed !== undefined) entries.push(newEntry(definition, writer, union(own?.fieldsV1, changed)));
  else if (own?.fieldsV1 !== undefined && Object.keys(own.fieldsV1).length > 0) entries.push(own);
  return entries;
}

/** Reduces two states to the top-level fields in which they differ: a status update need not look at the spec. */
function differing(old: JsonObject, object: JsonObject): [JsonObject, JsonObject] {
  const before: JsonObject = {};
  const after: JsonObject = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(object)])) {
    const [left, right] = [getKey(old, key), getKey(object, key)];
    if (equalJson(left, right)) continue;
    if (left !== undefined) before[key] = left;
    if (right !== undefined) after[key] = right;
  }
  return [before, after];
}

/** The fields of an entry that exist after the write; those outside of what differs are there as before. */
function stillPresent(
  fields: FieldSet,
  before: JsonObject,
  after: JsonObject,
  listKey: ListKey,
): FieldSet | undefined {
  const present: FieldSet = {};
  for (const [path, node] of Object.entries(fields)) {
    const key = path.slice('f:'.length);
    const touched = Object.hasOwn(before, key) || Object.hasOwn(after, key);
    const left = touched && isJsonObject(node) ? presentFields(node, getKey(after, key), listKey, key) : node;
    if (left !== undefined) present[path] = left;
  }
  return Object.keys(present).length === 0 ? undefined : present;
}

function union(own: FieldSet | undefined, changed: FieldSet): FieldSet {
  return own === undefined || Object.keys(own).length === 0 ? changed : unionFields(own, changed);
}

function isOwn(entry: ManagedFieldsEntry, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === 'Update' &&
    (entry.subresource ?? '') === writer.subresource
  );
}

function newEntry(definition: ResourceDefinition, writer: Writer, fieldsV1: FieldSet): ManagedFieldsEntry {
  return {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: apiVersionOf(definition),
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(writer.subresource === '' ? {} : { subresource: writer.subresource }),
  };
}

function manageable(object: StoredObject): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const managed: JsonObject = { ...metadata };
  for (const field of UNMANAGED) delete managed[field];
  return { metadata: managed, ...rest };
}
