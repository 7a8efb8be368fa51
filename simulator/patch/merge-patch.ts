import { cloneJson, getKey, isJsonObject, type JsonObject, setKey } from '#simulator/apimachinery/json.ts';

/** applyMergePatch applies an RFC 7386 patch: objects merge, null removes, anything else replaces. It does not modify its inputs. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return cloneJson(patch);
  const merged: JsonObject = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else setKey(merged, key, applyMergePatch(getKey(merged, key), value));
  }
  return merged;
}
