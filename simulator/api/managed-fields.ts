import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import {
  compareFields,
  type FieldSet,
  isLeaf,
  LEAF,
  unionFields,
  withoutFields,
} from '#simulator/api/field-set.ts';
import { equalJson, getKey, isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { rootShape } from '#simulator/api/root-shape.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** Fields of metadata that nobody manages (apimachinery v0.35 `managedfields/internal/stripmeta.go`). */
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

/** From which number on the oldest writers share one entry (`managedfields/internal/fieldmanager.go` DefaultMaxUpdateManagers). */
const MOST_WRITERS = 10;
const OLDEST_WRITERS = 'ancient-changes';

/** What a built-in object has even when it is empty: Go's structs, and the one list that is always written. */
const STRUCTS: JsonObject = {
  metadata: {},
  spec: { containers: [], strategy: {}, template: { metadata: {}, spec: { containers: [] } } },
  status: { loadBalancer: {} },
};

/** Who writes, as a managedFields entry names it. */
export interface Writer {
  manager: string;
  subresource: '' | 'status';
  /** RFC 3339. */
  time: string;
}

/**
 * updateManagedFields gives the writer the fields that its write changed and takes them from every other entry (structured-merge-diff
 * `merge/update.go` Update). An object without entries stays so: it is not tracked.
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

/** Entries and the two states of an object that a write lies between. */
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
  const others = kept.filter((entry) => entry !== mine);
  const fieldsV1 = mine === undefined ? written : unionFields(fieldsOf(mine), written);
  return sortEntries([...others, { ...own, fieldsV1 }]);
}

/** changes compares two states in what a writer may change: not the status of an object, not the spec of a status. */
export function changes(
  definition: ResourceDefinition,
  before: JsonObject,
  after: JsonObject,
  subresource: Writer['subresource'],
): ReturnType<typeof compareFields> {
  const [left, right] = differing(before, after, ignoredField(definition, subresource));
  return compareFields(left, right, rootShape(definition));
}

/** The field that the registry resets on a write, and that such a write therefore does not own (`GetResetFields` of its strategy). */
export function ignoredField(
  definition: ResourceDefinition,
  subresource: Writer['subresource'],
): 'status' | 'spec' | undefined {
  if (subresource === 'status') return 'spec';
  return definition.hasStatus ? 'status' : undefined;
}

/** Reduces two states to the top-level fields in which they differ: a status update need not look at the spec. */
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
 * The entries to start from: those that the written object brings, so that a client can edit them, else those of the object that is
 * there. A list of one empty entry, or of none, resets them (`managedfields/internal/fieldmanager.go` decodeLiveOrNew).
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

/** entriesOf returns the entries of an object that name a field. */
export function entriesOf(object: StoredObject | undefined): ManagedFieldsEntry[] {
  return (object?.metadata.managedFields ?? []).filter(hasFields);
}

/** fieldsOf returns the fields of an entry that names any. */
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

/** isSameManager reports whether two entries are one manager's: an applier keeps its entry across versions. */
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

/** sortEntries orders entries as the API server does (`managedfields/internal/managedfields.go`): by operation, time and name. */
export function sortEntries(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const key = ({ operation, time = '', manager, apiVersion = '', subresource = '' }: ManagedFieldsEntry) =>
    [operation, time, manager, apiVersion, subresource].join('\0');
  return [...entries].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** Past ten writers, the oldest share one entry (`managedfields/internal/capmanagers.go`). */
function capped(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const writers = entries.filter(({ operation }) => operation === 'Update');
  if (writers.length <= MOST_WRITERS) return entries;
  const old = writers.slice(0, writers.length - MOST_WRITERS + 1);
  const newest = old.at(-1);
  if (newest === undefined) return entries;
  const fieldsV1 = old.map(fieldsOf).reduce((all, fields) => unionFields(all, fields));
  const { subresource: _subresource, ...rest } = newest;
  const shared: ManagedFieldsEntry = { ...rest, manager: OLDEST_WRITERS, fieldsV1 };
  return sortEntries([...entries.filter((entry) => !old.includes(entry)), shared]);
}

/** manageable leaves out of an object what nobody manages. */
export function manageable(definition: ResourceDefinition, object: StoredObject | undefined): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object ?? ({} as Partial<StoredObject>);
  const managed: JsonObject = { ...metadata };
  for (const field of UNMANAGED) delete managed[field];
  if (definition.custom) return { metadata: managed, ...rest };
  return object === undefined ? STRUCTS : { spec: {}, status: {}, ...rest, metadata: managed };
}
