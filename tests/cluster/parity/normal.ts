import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import type { Aliases } from '#tests/cluster/parity/aliases.ts';
import type { Recorded } from '#tests/cluster/parity/recorder.ts';

/** Fields that differ in every run. */
const CHOSEN = [
  'resourceVersion',
  'managedFields',
  'creationTimestamp',
  'deletionTimestamp',
  'uid',
  'selfLink',
];

/** normalObject returns an object with the values that each run generates removed or replaced. */
export function normalObject(object: Recorded, aliases: Aliases): Record<string, unknown> {
  const { metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !CHOSEN.includes(key)));
  return aliases.value({
    metadata: {
      ...kept,
      ...(metadata.deletionTimestamp === undefined ? {} : { deletionTimestamp: '<set>' }),
    },
    ...rest,
  }) as Record<string, unknown>;
}

/** One place where two values differ. */
export interface Spot {
  path: string;
  embedded: unknown;
  real: unknown;
}

/** Lists are compared by these fields of their items if each item's value is unique. */
const KEYS = ['type', 'name', 'targetRef'];

/** spots finds the places where two values differ. */
export function spots(embedded: unknown, real: unknown, path = ''): Spot[] {
  if (isRecord(embedded) && isRecord(real)) {
    const keys = [...new Set([...Object.keys(embedded), ...Object.keys(real)])].sort();
    return keys.flatMap((key) => spots(embedded[key], real[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(embedded) && Array.isArray(real)) {
    const key = KEYS.find((one) => isKey(one, embedded) && isKey(one, real));
    if (key !== undefined) return spots(keyed(embedded, key), keyed(real, key), path);
    const length = Math.max(embedded.length, real.length);
    return Array.from({ length }).flatMap((_, index) =>
      spots(embedded[index], real[index], `${path}[${index}]`),
    );
  }
  return Object.is(embedded, real) ? [] : [{ path, embedded, real }];
}

function isKey(key: string, list: readonly unknown[]): boolean {
  const values = list.map((item) => keyOf(item, key));
  return values.every((value) => value !== undefined) && new Set(values).size === values.length;
}

function keyed(list: readonly unknown[], key: string): Record<string, unknown> {
  return Object.fromEntries(list.map((item) => [`[${keyOf(item, key) ?? ''}]`, item]));
}

/** Returns the value of a key; for an address, the name of its pod. */
function keyOf(item: unknown, key: string): string | undefined {
  const value = isRecord(item) ? item[key] : undefined;
  if (key === 'targetRef') return isRecord(value) ? String(value['name']) : undefined;
  return typeof value === 'string' ? value : undefined;
}
