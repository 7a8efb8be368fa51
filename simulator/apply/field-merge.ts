import { getKey, isJsonObject, type JsonObject, setKey } from '#simulator/apimachinery/json.ts';
import { childFields, type FieldSet, isLeaf, itemPath } from '#simulator/apply/field-set.ts';
import type { FieldShape } from '#simulator/apply/field-shape.ts';

/**
 * mergeFields merges a configuration into a live value: it removes nothing, and the configuration wins (structured-merge-diff
 * `typed/merge.go`). It does not modify its inputs; the result shares values with them.
 */
export function mergeFields(live: unknown, applied: unknown, shape: FieldShape): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const before = childFields(live, shape);
  // A null for a granular object or list says nothing about its members.
  if (applied === null && before !== undefined && before.size > 0) return live;
  if (before === undefined || childFields(applied, shape) === undefined) return applied;
  if (Array.isArray(live) && Array.isArray(applied)) return mergeItems(live, applied, shape);
  if (!isJsonObject(live) || !isJsonObject(applied)) return applied;
  const merged: JsonObject = { ...live };
  for (const [name, value] of Object.entries(applied)) {
    const member = shape.member(name);
    const mine = getKey(live, name);
    setKey(merged, name, member === undefined ? value : mergeFields(mine, value, member.shape));
  }
  return merged;
}

/** mergeItems puts items of both lists in the configuration's order; items of only one list stay next to their neighbors. */
function mergeItems(live: readonly unknown[], applied: readonly unknown[], shape: FieldShape): unknown[] {
  const path = (item: unknown): string => itemPath(item, shape) ?? '';
  const left = live.map(path);
  const right = applied.map(path);
  const appliedItems = new Map(right.map((key, index) => [key, applied[index]]));
  const shared = right.filter((key) => left.includes(key));
  const done = new Set<string>();
  const merged: unknown[] = [];
  const take = (key: string): void => {
    const at = left.indexOf(key);
    const isOnce = at >= 0 && left.indexOf(key, at + 1) < 0;
    merged.push(mergeFields(isOnce ? live[at] : undefined, appliedItems.get(key), shape.item()));
    done.add(key);
    if (shared[0] === key) shared.shift();
  };
  let [at, next] = [0, 0];
  while (at < left.length || next < right.length) {
    const mine = left[at];
    const theirs = right[next];
    if (mine !== undefined && mine === theirs) {
      take(mine);
      at += 1;
      next += 1;
    } else if (mine !== undefined && theirs !== undefined && appliedItems.has(mine) && shared[0] !== mine) {
      at += 1;
    } else if (mine !== undefined && !appliedItems.has(mine)) {
      merged.push(live[at]);
      at += 1;
    } else {
      if (mine !== undefined && done.has(mine)) at += 1;
      if (theirs === undefined) continue;
      take(theirs);
      next += 1;
    }
  }
  return merged;
}

/** removeFields removes a set's fields from a value; undefined when nothing is left (structured-merge-diff `typed/remove.go`). */
export function removeFields(value: unknown, gone: FieldSet, shape: FieldShape): unknown {
  if (isJsonObject(value) && !shape.isWhole) {
    const kept: JsonObject = {};
    for (const [name, item] of Object.entries(value)) {
      const left = withoutNode(item, getKey(gone, `f:${name}`), shape.member(name)?.shape);
      if (left !== undefined) setKey(kept, name, left);
    }
    return Object.keys(kept).length === 0 && Object.keys(value).length > 0 ? undefined : kept;
  }
  if (Array.isArray(value) && shape.itemsBy !== 'none') {
    const kept = value
      .map((item: unknown) => withoutNode(item, getKey(gone, itemPath(item, shape) ?? ''), shape.item()))
      .filter((item) => item !== undefined);
    return kept.length === 0 && value.length > 0 ? undefined : kept;
  }
  return value;
}

function withoutNode(value: unknown, node: unknown, shape: FieldShape | undefined): unknown {
  if (!isJsonObject(node) || shape === undefined) return value;
  return isLeaf(node) || Object.hasOwn(node, '.') ? undefined : removeFields(value, node, shape);
}
