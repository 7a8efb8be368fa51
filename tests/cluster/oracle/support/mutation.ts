import * as fc from 'fast-check';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import type { Schema } from '#simulator/schema/schema.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import { pick } from './arbitrary.ts';
import type { Wire } from './knative-oracle.ts';

/**
 * One change at one place of an object, chosen by index among all its places. The value keeps its type, unless the change is a retype:
 * that happens only where the schema has a field, as other fields never reach a webhook.
 */
export interface Mutation {
  place: number;
  kind: 'remove' | 'repeat' | 'replace' | 'retype';
  text: string;
  number: number;
  other: unknown;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(200),
  kind: pick<Mutation['kind']>('remove', 'repeat', 'replace', 'retype'),
  text: fc.oneof(pick('', 'x', 'X_', 'svc-a', 'a/b', 'user-container', 'http'), fc.string({ maxLength: 5 })),
  number: fc.oneof(pick(0, 1, -1, 50, 101, 70_000), fc.integer({ min: -5, max: 700 })),
  other: pick<unknown>('x', '8080', 7, 1.5, 3_000_000_000, true, [], ['x'], [7], {}, { x: 7 }),
});

/** Makes the change on a copy. An object without such a place is unchanged. */
export function mutate(object: Wire, { place, kind, text, number, other }: Mutation): Wire {
  const copy = structuredClone(object);
  const schema = schemaOf({ group: 'serving.knative.dev', kind: String(object['kind']) });
  const all = placesOf({ metadata: copy.metadata, spec: copy.spec }, schema);
  const places = kind === 'retype' ? all.filter((one) => one.schema !== undefined) : all;
  const chosen = places[place % Math.max(1, places.length)];
  if (chosen === undefined) return copy;
  const { holder, key, schema: expected } = chosen;
  const value = holder[key];
  if (kind === 'remove') {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else if (kind === 'repeat' && Array.isArray(holder)) holder.push(structuredClone(value));
  else if (kind === 'retype') holder[key] = withoutUnknown(other, expected);
  else if (value === null) return copy;
  else if (typeof value === 'string') holder[key] = text;
  else if (typeof value === 'number') holder[key] = number;
  else if (typeof value === 'boolean') holder[key] = !value;
  else if (Array.isArray(value)) holder[key] = [];
  else holder[key] = {};
  return copy;
}

/** The API server prunes fields that the schema does not have before it calls a webhook. */
function withoutUnknown(value: unknown, schema: Schema | undefined): unknown {
  if (!isRecord(value)) return structuredClone(value);
  return schema?.type === 'object' && schema.values !== undefined ? { ...value } : {};
}

type Holder = { [key: string]: unknown };

interface Place {
  holder: Holder;
  key: string;
  /** Absent where no schema names the field. */
  schema?: Schema | undefined;
}

/** The API server decodes `uid` before it calls any webhook; the embedded cluster does not model how Go parses a `url`. */
const DECODED = new Set(['uid', 'url']);

/** Every key below the object, its own keys first. */
function placesOf(value: unknown, schema: Schema | undefined): Place[] {
  if (!Array.isArray(value) && !isRecord(value)) return [];
  const holder = value as unknown as Holder;
  return Object.keys(holder)
    .filter((key) => !DECODED.has(key))
    .flatMap((key) => {
      const below = schemaBelow(schema, key);
      return [{ holder, key, schema: below }, ...placesOf(holder[key], below)];
    });
}

function schemaBelow(schema: Schema | undefined, key: string): Schema | undefined {
  if (schema?.type === 'list') return schema.items;
  return schema?.type === 'object' ? (schema.fields[key] ?? schema.values) : undefined;
}
