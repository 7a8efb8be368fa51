import {
  cloneJson,
  equalJson,
  getKey,
  isJsonObject,
  type JsonObject,
  setKey,
} from '#simulator/apimachinery/json.ts';
import { badRequest } from '#simulator/apimachinery/status-errors.ts';
import { listMergeKey } from '#simulator/patch/merge-keys.ts';

type MergeKey = (field: string) => string | undefined;

/** Scalar lists that merge as sets (`patchStrategy=merge` without a key). */
const SETS = new Set(['finalizers']);

/**
 * applyStrategicMergePatch merges as apimachinery `pkg/util/strategicpatch` does for built-in kinds: keyed lists by key, `$patch:
 * delete|replace|merge`, `$retainKeys`, `$setElementOrder/<list>` and `$deleteFromPrimitiveList/<list>`.
 */
export function applyStrategicMergePatch(kind: string, document: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) throw badRequest('a strategic merge patch is a JSON object');
  return mergeObject(isJsonObject(document) ? document : {}, patch, listMergeKey(kind)) ?? {};
}

/** Returns undefined when the patch deletes the object. */
function mergeObject(document: JsonObject, patch: JsonObject, mergeKey: MergeKey): JsonObject | undefined {
  if (patch['$patch'] === 'delete') return undefined;
  if (patch['$patch'] === 'replace') return cloneJson(withoutDirectives(patch));
  const merged: JsonObject = retainKeys(document, patch['$retainKeys']);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const field = key.slice('$deleteFromPrimitiveList/'.length);
      const gone = Array.isArray(value) ? value : [];
      const list = getKey(merged, field);
      if (Array.isArray(list)) merged[field] = list.filter((item) => !gone.includes(item));
    } else if (!key.startsWith('$')) {
      mergeField(merged, key, value, mergeKey);
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith('$setElementOrder/') || !Array.isArray(order)) continue;
    const field = key.slice('$setElementOrder/'.length);
    const list = getKey(merged, field);
    if (Array.isArray(list)) merged[field] = sortBy(list, order, mergeKey(field));
  }
  return merged;
}

function mergeField(merged: JsonObject, key: string, value: unknown, mergeKey: MergeKey): void {
  const mine = getKey(merged, key);
  if (value === null) {
    delete merged[key];
  } else if (isJsonObject(value)) {
    const result = mergeObject(isJsonObject(mine) ? mine : {}, value, mergeKey);
    if (result === undefined) delete merged[key];
    else setKey(merged, key, result);
  } else if (Array.isArray(value)) {
    setKey(merged, key, mergeList(key, Array.isArray(mine) ? mine : [], value, mergeKey));
  } else {
    setKey(merged, key, value);
  }
}

function mergeList(
  field: string,
  list: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: MergeKey,
): unknown[] {
  if (SETS.has(field)) return [...list, ...patch.filter((item) => !list.includes(item))];
  const key = mergeKey(field);
  const replaces = patch.some((item) => isJsonObject(item) && item['$patch'] === 'replace');
  if (key === undefined || replaces) {
    return cloneJson(patch.filter((item) => !(isJsonObject(item) && '$patch' in item)));
  }
  const merged = [...list];
  for (const item of patch) {
    if (!isJsonObject(item)) throw badRequest(`an item of ${field} is not an object`);
    const id = item[key];
    if (id === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = merged.findIndex((other) => isJsonObject(other) && other[key] === id);
    const found = merged[at];
    const result = mergeObject(isJsonObject(found) ? found : {}, item, mergeKey);
    if (result === undefined) {
      if (at >= 0) merged.splice(at, 1);
    } else if (at >= 0) merged[at] = result;
    else merged.push(result);
  }
  return merged;
}

function retainKeys(document: JsonObject, keys: unknown): JsonObject {
  if (!Array.isArray(keys)) return { ...document };
  return Object.fromEntries(Object.entries(document).filter(([key]) => keys.includes(key)));
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));
}

/** sortBy puts items named in the order first, in that order; the others keep their relative order at the end. */
function sortBy(list: readonly unknown[], order: readonly unknown[], key: string | undefined): unknown[] {
  const id = (item: unknown): unknown => (key !== undefined && isJsonObject(item) ? item[key] : item);
  const position = (item: unknown): number => {
    const found = order.findIndex((ordered) => equalJson(id(ordered), id(item)));
    return found < 0 ? order.length : found;
  };
  return [...list].sort((left, right) => position(left) - position(right));
}
