import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import { StatusError, type StoredObject } from '#simulator/apimachinery/contract.ts';
import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { mergeFields, removeFields } from '#simulator/apply/field-merge.ts';
import {
  appliedFields,
  commonFields,
  type FieldSet,
  fieldPaths,
  formatPath,
  hasField,
  isLeaf,
  LEAF,
  unionFields,
  withNamedFields,
  withoutFields,
} from '#simulator/apply/field-set.ts';
import type { FieldShape } from '#simulator/apply/field-shape.ts';
import { lastAppliedFields, withLastApplied } from '#simulator/apply/last-applied.ts';
import {
  changes,
  entriesOf,
  fieldsOf,
  ignoredField,
  isSameManager,
  manageable,
  newEntry,
  sortEntries,
  updateManagedFields,
  type Writer,
} from '#simulator/apply/managed-fields.ts';
import { rootShape } from '#simulator/apply/root-shape.ts';

/** The applier, and whether it forces conflicts. */
export interface Applier extends Writer {
  force: boolean;
}

/** Fields that no entry contains, not even the applier's (`managedfields/internal/stripmeta.go`). */
const STRIPPED: FieldSet = {
  'f:apiVersion': LEAF,
  'f:kind': LEAF,
  'f:metadata': {
    '.': LEAF,
    'f:name': LEAF,
    'f:namespace': LEAF,
    'f:creationTimestamp': LEAF,
    'f:selfLink': LEAF,
    'f:uid': LEAF,
    'f:generation': LEAF,
    'f:managedFields': LEAF,
    'f:resourceVersion': LEAF,
  },
};

/** The manager of all fields that an untracked object already had. */
const BEFORE_FIRST_APPLY = 'before-first-apply';
/** The only manager that takes over the fields of client-side apply. */
const KUBECTL = 'kubectl';

/** A field that another manager owns. */
interface Conflict {
  entry: ManagedFieldsEntry;
  path: string[];
}

/**
 * applyConfiguration merges a configuration into the live object (or creates one when it is absent) and returns the object to store with
 * its managedFields. Fields that the applier applied before and now omits are removed unless another manager owns them
 * (structured-merge-diff `merge/update.go` Apply). Throws Conflict when it would change another manager's fields, unless forced.
 */
export function applyConfiguration(
  definition: ResourceDefinition,
  live: StoredObject | undefined,
  config: JsonObject,
  applier: Applier,
): JsonObject {
  const entries = tracked(definition, live, applier);
  const start: JsonObject = { ...live, metadata: { ...live?.metadata, managedFields: undefined } };
  if (live === undefined) delete start['metadata'];
  else delete (start['metadata'] as JsonObject)['managedFields'];
  try {
    return attempt(definition, { start, live, config, entries }, applier);
  } catch (error) {
    if (!(error instanceof ApplyConflicts) || applier.manager !== KUBECTL) throw asStatus(error);
    const allowed = lastAppliedFields(definition, live);
    if (allowed === undefined) throw asStatus(error);
    const left = error.conflicts.filter(({ path }) => !hasField(allowed, path));
    if (left.length > 0) throw asStatus(new ApplyConflicts(left));
    return attempt(definition, { start, live, config, entries }, { ...applier, force: true });
  }
}

interface Application {
  /** The live object without its managedFields. */
  start: JsonObject;
  live: StoredObject | undefined;
  config: JsonObject;
  entries: readonly ManagedFieldsEntry[];
}

function attempt(
  definition: ResourceDefinition,
  { start, live, config, entries }: Application,
  applier: Applier,
): JsonObject {
  const shape = rootShape(definition);
  const ignored = ignoredField(definition, applier.subresource);
  const draft = newEntry(definition, 'Apply', { ...applier, time: undefined }, LEAF);
  const last = entries.find((entry) => isSameManager(entry, draft));
  const otherEntries = entries.filter((entry) => entry !== last);
  const applied = withoutTopField(appliedFields(config, shape), ignored);
  const merged = mergeFields(start, config, shape) as JsonObject;
  const managed = [...otherEntries.map(fieldsOf), ...(applied === undefined ? [] : [applied])];
  const next = last === undefined ? merged : pruned(merged, fieldsOf(last), managed, shape);
  const left = takeFields(definition, { start, next, otherEntries }, applier);
  const own = applied === undefined ? undefined : withoutFields(applied, STRIPPED);
  const isSame = live !== undefined && equalJson(start, next);
  const time = isSame ? last?.time : applier.time;
  const mine = own === undefined ? [] : [newEntry(definition, 'Apply', { ...applier, time }, own)];
  const result = applier.manager === KUBECTL ? withLastApplied(next, config) : next;
  const metadata = isJsonObject(result['metadata']) ? result['metadata'] : {};
  return { ...result, metadata: { ...metadata, managedFields: sortEntries([...left, ...mine]) } };
}

/** tracked returns the live object's entries; all fields of an untracked object belong to the manager before-first-apply. */
function tracked(
  definition: ResourceDefinition,
  live: StoredObject | undefined,
  { subresource, time }: Applier,
): readonly ManagedFieldsEntry[] {
  const entries = entriesOf(live);
  if (live === undefined || entries.length > 0) return entries;
  const unclaimed = { ...live, metadata: { ...live.metadata } };
  delete unclaimed.metadata.managedFields;
  return updateManagedFields(definition, undefined, unclaimed, {
    manager: BEFORE_FIRST_APPLY,
    subresource,
    time,
  });
}

function withoutTopField(set: FieldSet | undefined, field: string | undefined): FieldSet | undefined {
  if (set === undefined || field === undefined) return set;
  const { [`f:${field}`]: _ignored, ...rest } = set;
  return isLeaf(rest) ? undefined : rest;
}

/**
 * pruned removes from the merged object what the applier owned and left out (`merge/update.go` prune). Fields that have no manager, or
 * another one, stay.
 */
function pruned(
  merged: JsonObject,
  last: FieldSet,
  managed: readonly FieldSet[],
  shape: FieldShape,
): JsonObject {
  const mergedFields = withNamedFields(appliedFields(merged, shape) ?? LEAF, shape);
  const lastNamed = withNamedFields(last, shape);
  const without = removeFields(merged, lastNamed, shape);
  const present = namedFieldsOf(without, shape);
  const claimed = managed.map((set) => withNamedFields(set, shape));
  const kept = [...(present === undefined ? [] : [present]), ...claimed];
  const dropped = kept.reduce<FieldSet | undefined>(subtract, mergedFields);
  const restored = dropped === undefined ? merged : removeFields(merged, dropped, shape);
  const restoredFields = namedFieldsOf(restored, shape);
  const lost = restoredFields === undefined ? mergedFields : withoutFields(mergedFields, restoredFields);
  const dangling = lost === undefined ? undefined : commonFields(lost, lastNamed);
  return (dangling === undefined ? merged : removeFields(merged, dangling, shape)) as JsonObject;
}

const subtract = (set: FieldSet | undefined, taken: FieldSet): FieldSet | undefined =>
  set === undefined ? undefined : withoutFields(set, taken);

function namedFieldsOf(value: unknown, shape: FieldShape): FieldSet | undefined {
  const fields = value === undefined ? undefined : appliedFields(value, shape);
  return fields === undefined ? undefined : withNamedFields(fields, shape);
}

/** takeFields returns the other managers' remaining entries. Throws ApplyConflicts when the apply changes their fields without force. */
function takeFields(
  definition: ResourceDefinition,
  {
    start,
    next,
    otherEntries,
  }: { start: JsonObject; next: JsonObject; otherEntries: readonly ManagedFieldsEntry[] },
  applier: Applier,
): ManagedFieldsEntry[] {
  const [before, after] = [start, next].map((state) => manageable(definition, state as StoredObject));
  const { removed, written } = changes(definition, before ?? {}, after ?? {}, applier.subresource);
  const conflicts = otherEntries.flatMap((entry) => {
    const common = written === undefined ? undefined : commonFields(fieldsOf(entry), written);
    return common === undefined ? [] : fieldPaths(common).map((path) => ({ entry, path }));
  });
  if (conflicts.length > 0 && !applier.force) throw new ApplyConflicts(conflicts);
  if (removed === undefined && written === undefined) return [...otherEntries];
  const changed =
    removed === undefined || written === undefined
      ? (removed ?? written ?? LEAF)
      : unionFields(removed, written);
  return otherEntries.flatMap((entry) => {
    const left = withoutFields(fieldsOf(entry), changed);
    return left === undefined ? [] : [{ ...entry, fieldsV1: left }];
  });
}

class ApplyConflicts extends Error {
  override name = 'ApplyConflicts' as const;
  readonly conflicts: readonly Conflict[];
  constructor(conflicts: readonly Conflict[]) {
    super('the fields have other managers');
    this.conflicts = [...conflicts].sort((left, right) =>
      left.entry.manager === right.entry.manager ? 0 : left.entry.manager < right.entry.manager ? -1 : 1,
    );
  }
}

/** asStatus turns conflicts into the error of a real API server (`managedfields/internal/conflict.go`). */
function asStatus(error: unknown): unknown {
  if (!(error instanceof ApplyConflicts)) return error;
  const { conflicts } = error;
  const causes = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${formatManager(entry)}`,
    field: formatPath(path),
  }));
  const [first] = causes;
  if (causes.length === 1 && first !== undefined) {
    const message = `Apply failed with 1 conflict: ${first.message}: ${first.field}`;
    return new StatusError(409, 'Conflict', message, { causes });
  }
  const byManager = Map.groupBy(conflicts, ({ entry }) => formatManager(entry));
  const lines = [...byManager].flatMap(([manager, taken]) => [
    `conflicts with ${manager}:`,
    ...taken.map(({ path }) => `- ${formatPath(path)}`),
  ]);
  const message = `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
  return new StatusError(409, 'Conflict', message, { causes });
}

function formatManager({ manager, operation, apiVersion, subresource = '' }: ManagedFieldsEntry): string {
  const where = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const how = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${where}${how}`;
}
