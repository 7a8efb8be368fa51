/**
 * semanticEqual compares JSON values as apimachinery's `equality.Semantic.DeepEqual` compares the objects that they decode to: absent,
 * null, an empty list and an empty object are equal; key order does not matter. `sameMeaning` of go-shape.ts is more precise, because it
 * knows the fields.
 */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => semanticEqual(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => semanticEqual(a[key], b[key]));
}

/** sameShape compares JSON values exactly, except for key order and undefined keys. */
export function sameShape(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameShape(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameShape(a[key], b[key]));
}

/** isRecord reports whether a value is a JSON object rather than another JSON value. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value)
    ? value.length === 0
    : isRecord(value) && Object.values(value).every((item) => item === undefined);
}
