import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { equalJson, getKey, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import {
  compareFields,
  type FieldSet,
  isLeaf,
  LEAF,
  unionFields,
  withoutFields,
} from '#simulator/apply/field-set.ts';
import { rootShape } from '#simulator/apply/root-shape.ts';

/** Metadata fields that have no manager (apimachinery v0.35 `managedfields/internal/stripmeta.go`). */
const UNMANAGED = [
  'name',
  'namespace',
  'creationTimestamp',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
];

/** Above this many writers, the oldest share one entry (`managedfields/internal/fieldmanager.go` DefaultMaxUpdateManagers). */
const MOST_WRITERS = 10;
const OLDEST_WRITERS = 'ancient-changes';

/** Fields that a built-in object always has, even when empty: Go structs, and the one list that is always written. */
const STRUCTS: JsonObject = {
  metadata: {},
  spec: { containers: [], strategy: {}, template: { metadata: {}, spec: { containers: [] } } },
  status: { loadBalancer: {} },
};

/** The writer, as a managedFields entry identifies it. */
export interface Writer {
  manager: string;
  subresource: '' | 'status';
  /** RFC 3339. */
  time: string;
}

/**
 * updateManagedFields gives the writer the fields that its write changed and removes them from every other entry (structured-merge-diff
 * `merge/update.go` Update). An object without entries stays untracked.
 */
export function updateManagedFields(
  definition: ResourceDefinition,
  old: StoredObject | undefined,
  object: StoredObject,
  writer: Writer,
): ManagedFieldsEntry[] {
  const entries = entriesBefore(old, object, writer.subresource);
  if (old !== undefined && entries.length === 0) return [];
  const state = { entries, before: manageable(definition, old), after: manageable(definition, object) };
  return capped(updatedEntries(definition, state, writer));
}

/** The entries, and the object's states before and after a write. */
interface Write {
  entries: readonly ManagedFieldsEntry[];
  before: JsonObject;
  after: JsonObject;
}

function updatedEntries(
  definition: ResourceDefinition,
  { entries, before, after }: Write,
  writer: Writer,
): ManagedFieldsEntry[] {
  const { removed, written } = changes(definition, before, after, writer.subresource);
  if (removed === undefined && written === undefined) return [...entries];
  const changed =
    removed === undefined || written === undefined
      ? (removed ?? written ?? LEAF)
      : unionFields(removed, written);
  const kept = entries.flatMap((entry) => {
    const left = withoutFields(fieldsOf(entry), changed);
    return left === undefined ? [] : [{ ...entry, fieldsV1: left }];
  });
  if (written === undefined) return sortEntries(kept);
  const own = newEntry(definition, 'Update', writer, written);
  const mine = kept.find((entry) => isSameManager(entry, own));
  const otherEntries = kept.filter((entry) => entry !== mine);
  const fieldsV1 = mine === undefined ? written : unionFields(fieldsOf(mine), written);
  return sortEntries([...otherEntries, { ...own, fieldsV1 }]);
}

/** changes compares two states in the fields a writer may change: a main-resource write ignores status, a status write ignores spec. */
export function changes(
  definition: ResourceDefinition,
  before: JsonObject,
  after: JsonObject,
  subresource: Writer['subresource'],
): ReturnType<typeof compareFields> {
  const [left, right] = differing(before, after, ignoredField(definition, subresource));
  return compareFields(left, right, rootShape(definition));
}

/**
 * ignoredField returns the field that the registry resets on a write, so that the write does not own it (`GetResetFields` of its strategy).
 */
export function ignoredField(
  definition: ResourceDefinition,
  subresource: Writer['subresource'],
): 'status' | 'spec' | undefined {
  if (subresource === 'status') return 'spec';
  return definition.hasStatus ? 'status' : undefined;
}

/** differing reduces two states to the top-level fields that differ, so that a status update does not compare the spec. */
function differing(
  old: JsonObject,
  object: JsonObject,
  ignored: string | undefined,
): [JsonObject, JsonObject] {
  const before: JsonObject = {};
  const after: JsonObject = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(object)])) {
    if (key === ignored) continue;
    const [left, right] = [getKey(old, key), getKey(object, key)];
    if (equalJson(left, right)) continue;
    if (left !== undefined) before[key] = left;
    if (right !== undefined) after[key] = right;
  }
  return [before, after];
}

/**
 * entriesBefore returns the entries to start from: those in the written object, so that a client can edit them, otherwise those of the
 * stored object. A list that is empty or has one empty entry resets them (`managedfields/internal/fieldmanager.go` decodeLiveOrNew).
 */
function entriesBefore(
  old: StoredObject | undefined,
  object: StoredObject,
  subresource: Writer['subresource'],
): readonly ManagedFieldsEntry[] {
  const stored = entriesOf(old);
  const given: unknown = object.metadata.managedFields;
  if (subresource !== '' || !Array.isArray(given)) return stored;
  const isReset = given.length === 0 || (given.length === 1 && isJsonObject(given[0]) && isLeaf(given[0]));
  if (isReset) return [];
  return given.every(isEntry) ? given.filter(hasFields) : stored;
}

/** entriesOf returns an object's entries that have fields. */
export function entriesOf(object: StoredObject | undefined): ManagedFieldsEntry[] {
  return (object?.metadata.managedFields ?? []).filter(hasFields);
}

/** fieldsOf returns the fields of an entry; an empty leaf when it has none. */
export function fieldsOf(entry: ManagedFieldsEntry): FieldSet {
  return entry.fieldsV1 ?? LEAF;
}

const hasFields = (entry: ManagedFieldsEntry): boolean => !isLeaf(fieldsOf(entry));

function isEntry(value: unknown): value is ManagedFieldsEntry {
  if (!isJsonObject(value)) return false;
  const { operation, apiVersion, fieldsType, manager } = value;
  return (
    (operation === 'Apply' || operation === 'Update') &&
    typeof apiVersion === 'string' &&
    apiVersion !== '' &&
    fieldsType === 'FieldsV1' &&
    typeof manager === 'string'
  );
}

/** isSameManager reports whether two entries belong to one manager; an applier keeps its entry across API versions. */
export function isSameManager(left: ManagedFieldsEntry, right: ManagedFieldsEntry): boolean {
  return (
    left.manager === right.manager &&
    left.operation === right.operation &&
    (left.subresource ?? '') === (right.subresource ?? '') &&
    (left.operation === 'Apply' || left.apiVersion === right.apiVersion)
  );
}

export function newEntry(
  definition: ResourceDefinition,
  operation: ManagedFieldsEntry['operation'],
  writer: Omit<Writer, 'time'> & { time?: string | undefined },
  fieldsV1: FieldSet,
): ManagedFieldsEntry {
  return {
    manager: writer.manager,
    operation,
    apiVersion: apiVersionOf(definition),
    ...(writer.time === undefined ? {} : { time: writer.time }),
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(writer.subresource === '' ? {} : { subresource: writer.subresource }),
  };
}

/** sortEntries sorts entries as the API server does (`managedfields/internal/managedfields.go`): by operation, time and name. */
export function sortEntries(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const key = ({ operation, time = '', manager, apiVersion = '', subresource = '' }: ManagedFieldsEntry) =>
    [operation, time, manager, apiVersion, subresource].join('\0');
  return [...entries].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** capped merges the oldest writers into one entry when there are more than ten (`managedfields/internal/capmanagers.go`). */
function capped(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const writers = entries.filter(({ operation }) => operation === 'Update');
  if (writers.length <= MOST_WRITERS) return entries;
  const old = writers.slice(0, writers.length - MOST_WRITERS + 1);
  const newest = old.at(-1);
  if (newest === undefined) return entries;
  const fieldsV1 = old.map(fieldsOf).reduce((union, fields) => unionFields(union, fields));
  const { subresource: _subresource, ...rest } = newest;
  const shared: ManagedFieldsEntry = { ...rest, manager: OLDEST_WRITERS, fieldsV1 };
  return sortEntries([...entries.filter((entry) => !old.includes(entry)), shared]);
}

/** manageable returns an object without the fields that have no manager. */
export function manageable(definition: ResourceDefinition, object: StoredObject | undefined): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object ?? ({} as Partial<StoredObject>);
  const managed: JsonObject = { ...metadata };
  for (const field of UNMANAGED) delete managed[field];
  if (definition.custom) return { metadata: managed, ...rest };
  return object === undefined ? STRUCTS : { spec: {}, status: {}, ...rest, metadata: managed };
}
