import { isJsonObject } from '#simulator/apimachinery/json.ts';

/** printGoMap formats a JSON value like Go's `%v`: maps as `map[key:value]`, sorted by key. */
export function printGoMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printGoMap).join(' ')}]`;
  if (typeof value === 'string') return value;
  if (!isJsonObject(value)) return value === null ? '<nil>' : JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `map[${members.map(([key, item]) => `${key}:${printGoMap(item)}`).join(' ')}]`;
}
