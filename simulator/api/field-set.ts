import { equalJson, getKey, isJsonObject, type JsonObject, setKey } from '#simulator/api/json.ts';

/**
 * A set of field paths in the form of metav1.FieldsV1: `{"f:spec": {".": {}, "f:traffic": {}}}`. A path is in the set
 * when its node is empty or holds ".". Lists are atomic, as they are in Knative's schemas, except where `listKey` knows better.
 */
export type FieldSet = JsonObject;

/** Names the key field of a list's items by the field that holds the list; undefined for an atomic list. */
export type ListKey = (field: string) => string | undefined;

/** The one empty node: sets are never modified, and a pod's holds hundreds. */
const LEAF: FieldSet = Object.freeze({});

const isLeaf = (node: JsonObject): boolean => Object.keys(node).length === 0;
const isMember = (node: JsonObject): boolean => isLeaf(node) || Object.hasOwn(node, '.');

/** The children of a value by their path element, or undefined where the value is a leaf. */
function children(
  value: unknown,
  field: string,
  listKey: ListKey,
): Map<string, [string, unknown]> | undefined {
  if (isJsonObject(value)) {
    return new Map(Object.entries(value).map(([key, item]) => [`f:${key}`, [key, item]]));
  }
  if (!Array.isArray(value)) return undefined;
  const key = listKey(field);
  if (key === undefined) return undefined;
  const items = new Map<string, [string, unknown]>();
  for (const item of value as unknown[]) {
    if (!isJsonObject(item) || !Object.hasOwn(item, key)) return undefined;
    items.set(`k:${JSON.stringify({ [key]: item[key] })}`, ['', item]);
  }
  return items;
}

/** changedFields returns the fields that are in `value` and differ from `old`, or undefined when there are none. */
export function changedFields(
  old: unknown,
  value: unknown,
  listKey: ListKey,
  field = '',
): FieldSet | undefined {
  if (old !== undefined && equalJson(old, value)) return undefined;
  const fresh = children(value, field, listKey);
  if (fresh === undefined) return LEAF;
  const before = children(old, field, listKey);
  if (fresh.size === 0) return before === undefined ? LEAF : undefined;
  const set: FieldSet = before === undefined && field !== '' ? { '.': LEAF } : {};
  for (const [path, [name, item]] of fresh) {
    const changed = changedFields(before?.get(path)?.[1], item, listKey, name);
    if (changed !== undefined) {
      const self = path.startsWith('k:') && before?.has(path) !== true && !Object.hasOwn(changed, '.');
      setKey(set, path, self ? { '.': LEAF, ...changed } : changed);
    }
  }
  return isLeaf(set) ? undefined : set;
}

/** unionFields returns the paths that are in either set. */
export function unionFields(left: FieldSet, right: FieldSet): FieldSet {
  const union: FieldSet = { ...left };
  if (isLeaf(left) !== isLeaf(right)) union['.'] = LEAF;
  for (const [path, node] of Object.entries(right)) {
    const mine = getKey(left, path);
    setKey(union, path, isJsonObject(mine) && isJsonObject(node) ? unionFields(mine, node) : node);
  }
  return union;
}

/** withoutFields returns the paths of `set` that are not in `taken`, or undefined when none are left. */
export function withoutFields(set: FieldSet, taken: FieldSet): FieldSet | undefined {
  if (isLeaf(set)) return isMember(taken) ? undefined : set;
  const rest: FieldSet = {};
  for (const [path, node] of Object.entries(set)) {
    if (path === '.') {
      if (!isMember(taken)) rest['.'] = LEAF;
      continue;
    }
    const theirs = getKey(taken, path);
    const left = isJsonObject(node) && isJsonObject(theirs) ? withoutFields(node, theirs) : node;
    if (left !== undefined) setKey(rest, path, left);
  }
  return isLeaf(rest) ? undefined : rest;
}

/** presentFields returns the paths of `set` that exist in `value`, or undefined when none do. */
export function presentFields(
  set: FieldSet,
  value: unknown,
  listKey: ListKey,
  field = '',
): FieldSet | undefined {
  if (value === undefined) return undefined;
  if (isLeaf(set)) return set;
  const now = children(value, field, listKey);
  if (now === undefined) return isMember(set) ? LEAF : undefined;
  const rest: FieldSet = Object.hasOwn(set, '.') ? { '.': LEAF } : {};
  for (const [path, node] of Object.entries(set)) {
    const child = now.get(path);
    if (child === undefined || !isJsonObject(node)) continue;
    const left = presentFields(node, child[1], listKey, child[0]);
    if (left !== undefined) setKey(rest, path, left);
  }
  return isLeaf(rest) ? undefined : rest;
}
