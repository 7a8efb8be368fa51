import { equalJson, getKey, isJsonObject, type JsonObject, setKey } from '#simulator/apimachinery/json.ts';
import type { FieldShape } from '#simulator/apply/field-shape.ts';

/**
 * A set of field paths in the form of metav1.FieldsV1: `{"f:spec": {".": {}, "f:traffic": {}}}`. A path is in the set when its node is
 * empty or has a ".".
 */
export type FieldSet = JsonObject;

/** The one shared empty node: sets are never modified, and a pod's set has hundreds of leaves. */
export const LEAF: FieldSet = Object.freeze({});

/** Whether a node has no paths under it. */
export const isLeaf = (node: JsonObject): boolean => Object.keys(node).length === 0;
const isMember = (node: JsonObject): boolean => isLeaf(node) || Object.hasOwn(node, '.');
const childrenOf = (set: FieldSet): [string, FieldSet][] =>
  Object.entries(set).filter(
    (entry): entry is [string, FieldSet] => entry[0] !== '.' && isJsonObject(entry[1]),
  );

/** A child of a field. */
export interface Child {
  /** The member's name; empty for a list item. */
  name: string;
  value: unknown;
  shape: FieldShape;
  /** Whether the schema names it: a struct field rather than a map key or a list item. */
  isNamed: boolean;
}

/** childFields returns a value's children by path element; undefined when the value is a single (atomic) field. */
export function childFields(value: unknown, shape: FieldShape): Map<string, Child> | undefined {
  if (isJsonObject(value)) {
    if (shape.isWhole) return undefined;
    const children = new Map<string, Child>();
    for (const [name, item] of Object.entries(value)) {
      const member = shape.member(name);
      if (member !== undefined) children.set(`f:${name}`, { name, value: item, ...member });
    }
    return children;
  }
  return Array.isArray(value) ? itemFields(value, shape) : undefined;
}

function itemFields(list: readonly unknown[], shape: FieldShape): Map<string, Child> | undefined {
  if (shape.itemsBy === 'none') return undefined;
  const items = new Map<string, Child>();
  for (const value of list) {
    const path = itemPath(value, shape);
    if (path === undefined) return undefined;
    const twin = items.get(path);
    // Items with the same key count as one field, whose value is all of them.
    const child =
      twin === undefined ? { value, shape: shape.item() } : { value: [twin.value, value], shape: ONE };
    items.set(path, { name: '', isNamed: false, ...child });
  }
  return items;
}

const ONE: FieldShape = { isWhole: true, itemsBy: 'none', member: () => undefined, item: () => ONE };

/** itemPath returns the path element of a list item; undefined when the item has none of the key fields. */
export function itemPath(item: unknown, shape: FieldShape): string | undefined {
  const { itemsBy } = shape;
  if (itemsBy === 'none') return undefined;
  if (itemsBy === 'value')
    return isJsonObject(item) || item === null ? undefined : `v:${JSON.stringify(item)}`;
  if (!isJsonObject(item)) return undefined;
  const key: JsonObject = {};
  for (const { name, default: fallback } of itemsBy) {
    const found = getKey(item, name) ?? fallback;
    if (found !== undefined) key[name] = found;
  }
  return isLeaf(key) ? undefined : `k:${JSON.stringify(key)}`;
}

/** The fields that a write removes, and those that it adds or changes. Absent when there are none. */
export interface Difference {
  removed?: FieldSet | undefined;
  written?: FieldSet | undefined;
}

/** compareFields compares two states of a value (structured-merge-diff `typed/compare.go`; Added and Modified are one set here). */
export function compareFields(old: unknown, value: unknown, shape: FieldShape): Difference {
  if (old === undefined) return value === undefined ? {} : { written: everyField(value, shape) };
  if (value === undefined) return { removed: everyField(old, shape) };
  if (equalJson(old, value)) return {};
  const before = childFields(old, shape);
  const after = childFields(value, shape);
  if (before === undefined && after === undefined) return { written: LEAF };
  if (before === undefined || after === undefined) {
    return { removed: everyField(old, shape), written: everyField(value, shape) };
  }
  const removed: FieldSet = {};
  const written: FieldSet = {};
  const compare = (path: string, left: Child | undefined, right: Child | undefined): void => {
    const shapeThere = (right ?? left)?.shape ?? shape;
    const difference = compareFields(left?.value, right?.value, shapeThere);
    if (difference.removed !== undefined) setKey(removed, path, difference.removed);
    if (difference.written !== undefined) setKey(written, path, difference.written);
  };
  for (const [path, child] of before) compare(path, child, after.get(path));
  for (const [path, child] of after) if (!before.has(path)) compare(path, undefined, child);
  return {
    removed: isLeaf(removed) ? undefined : removed,
    written: isLeaf(written) ? undefined : written,
  };
}

/** everyField returns a value's own field and all fields below it. */
function everyField(value: unknown, shape: FieldShape): FieldSet {
  const children = childFields(value, shape);
  if (children === undefined || children.size === 0) return LEAF;
  const set: FieldSet = { '.': LEAF };
  for (const [path, child] of children) setKey(set, path, everyField(child.value, child.shape));
  return set;
}

/**
 * appliedFields returns the fields that an applied configuration owns, or undefined when there are none: leaves, items and keys, not the
 * named objects around them (structured-merge-diff `typed/tofieldset.go`).
 */
export function appliedFields(value: unknown, shape: FieldShape): FieldSet | undefined {
  const children = childFields(value, shape);
  if (children === undefined) return LEAF;
  const set: FieldSet = {};
  for (const [path, child] of children) {
    const below = appliedFields(child.value, child.shape);
    const isEmpty = child.value === null || (isJsonObject(child.value) && isLeaf(child.value));
    const node = child.isNamed && !isEmpty ? below : withSelf(below);
    if (node !== undefined) setKey(set, path, node);
  }
  return isLeaf(set) ? undefined : set;
}

function withSelf(node: FieldSet | undefined): FieldSet {
  return node === undefined || isLeaf(node) ? LEAF : { '.': LEAF, ...node };
}

/** withNamedFields adds the named objects that enclose a set's paths. */
export function withNamedFields(set: FieldSet, shape: FieldShape): FieldSet {
  if (isLeaf(set)) return set;
  const named: FieldSet = Object.hasOwn(set, '.') ? { '.': LEAF } : {};
  for (const [path, node] of childrenOf(set)) {
    const isItem = !path.startsWith('f:');
    const member = isItem ? undefined : shape.member(path.slice('f:'.length));
    const below = withNamedFields(node, isItem ? shape.item() : (member?.shape ?? shape));
    setKey(named, path, member?.isNamed === true && !isMember(below) ? { '.': LEAF, ...below } : below);
  }
  return named;
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

/** withoutFields returns the paths of `set` that are not in `taken`, or undefined when none remain. */
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
  return nodeOf(rest);
}

/** nodeOf normalizes a node: undefined when it has no paths, a leaf when it has only its own. */
function nodeOf(node: FieldSet): FieldSet | undefined {
  const keys = Object.keys(node);
  if (keys.length === 0) return undefined;
  return keys.length === 1 && keys[0] === '.' ? LEAF : node;
}

/** commonFields returns the paths that are in both sets, or undefined when there are none. */
export function commonFields(left: FieldSet, right: FieldSet): FieldSet | undefined {
  const both = isMember(left) && isMember(right);
  if (isLeaf(left) || isLeaf(right)) return both ? LEAF : undefined;
  const common: FieldSet = both ? { '.': LEAF } : {};
  for (const [path, node] of childrenOf(left)) {
    const theirs = getKey(right, path);
    const shared = isJsonObject(theirs) ? commonFields(node, theirs) : undefined;
    if (shared !== undefined) setKey(common, path, shared);
  }
  return nodeOf(common);
}

/** hasField reports whether a path is in a set. */
export function hasField(set: FieldSet, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return isMember(set);
  const node = getKey(set, first);
  return isJsonObject(node) && hasField(node, rest);
}

/** fieldPaths returns the paths of a set: those of one level in order, then the nested ones (fieldpath `Set.Iterate`). */
export function fieldPaths(set: FieldSet, prefix: readonly string[] = []): string[][] {
  const children = childrenOf(set).sort(([left], [right]) => comparePaths(left, right));
  return [
    ...children.filter(([, node]) => isMember(node)).map(([path]) => [...prefix, path]),
    ...children
      .filter(([, node]) => !isLeaf(node))
      .flatMap(([path, node]) => fieldPaths(node, [...prefix, path])),
  ];
}

/** comparePaths sorts fields before keyed items, and keyed items before plain values (fieldpath `PathElement.Compare`). */
function comparePaths(left: string, right: string): number {
  const rank = 'fkv';
  const byRank = rank.indexOf(left.charAt(0)) - rank.indexOf(right.charAt(0));
  return byRank !== 0 ? byRank : left < right ? -1 : Number(left > right);
}

/** formatPath formats a path as the API server does: `.spec.template.spec.containers[name="a"].image`. */
export function formatPath(path: readonly string[]): string {
  return path.map(formatElement).join('');
}

function formatElement(element: string): string {
  const content = element.slice('f:'.length);
  if (element.startsWith('f:')) return `.${content}`;
  if (element.startsWith('v:')) return `[=${content}]`;
  const key = JSON.parse(content) as JsonObject;
  const parts = Object.entries(key).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `[${parts.join(',')}]`;
}
