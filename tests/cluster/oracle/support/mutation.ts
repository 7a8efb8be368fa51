import * as fc from 'fast-check';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import { pick } from './arbitrary.ts';
import type { Wire } from './knative-oracle.ts';

/** One change of one place of an object, chosen by number among all its places; the type of what stands there stays. */
export interface Mutation {
  place: number;
  kind: 'remove' | 'repeat' | 'replace';
  text: string;
  number: number;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(200),
  kind: pick('remove' as const, 'repeat' as const, 'replace' as const),
  text: fc.oneof(pick('', 'x', 'X_', 'svc-a', 'a/b', 'user-container', 'http'), fc.string({ maxLength: 5 })),
  number: fc.oneof(pick(0, 1, -1, 50, 101, 70_000), fc.integer({ min: -5, max: 700 })),
});

/** Makes the change on a copy. An object without places stays as it is. */
export function mutate(object: Wire, { place, kind, text, number }: Mutation): Wire {
  const copy = structuredClone(object);
  const places = placesOf({ metadata: copy.metadata, spec: copy.spec });
  const chosen = places[place % Math.max(1, places.length)];
  if (chosen === undefined) return copy;
  const { holder, key } = chosen;
  const value = holder[key];
  if (kind === 'remove') {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else if (kind === 'repeat' && Array.isArray(holder)) holder.push(structuredClone(value));
  else if (typeof value === 'string') holder[key] = text;
  else if (typeof value === 'number') holder[key] = number;
  else if (typeof value === 'boolean') holder[key] = !value;
  else if (Array.isArray(value)) holder[key] = [];
  else holder[key] = {};
  return copy;
}

type Holder = { [key: string]: unknown };

/** Text of these is decoded, and refused, before any webhook looks at it. */
const DECODED = new Set(['divisor', 'limits', 'requests', 'uid']);

/** Every key below the object, its own first. */
function placesOf(value: unknown): { holder: Holder; key: string }[] {
  if (!Array.isArray(value) && !isRecord(value)) return [];
  const holder = value as unknown as Holder;
  return Object.keys(holder)
    .filter((key) => !DECODED.has(key))
    .flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}
