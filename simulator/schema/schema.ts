import type { Bounds } from '#simulator/schema/bounds.ts';

/**
 * The structural schema of a custom kind (apiextensions.k8s.io/v1): its fields, their types, and which of them server-side apply treats as
 * atomic.
 */
export type Schema = ScalarSchema | ListSchema | ObjectSchema;

/** What every schema of a user-defined kind may have. */
interface Extras {
  bounds?: Bounds;
  /** A value of the schema's type. */
  default?: unknown;
  /** Keeps null; otherwise it counts as absent. */
  nullable?: true;
}

export interface ScalarSchema extends Extras {
  /** `intOrString`: `x-kubernetes-int-or-string`; `any`: a value of any type, kept as is. */
  type: 'string' | 'integer' | 'number' | 'boolean' | 'intOrString' | 'any';
  format?: 'int32' | 'int64' | 'date-time';
  pattern?: string;
}

export interface ListSchema extends Extras {
  type: 'list';
  items: Schema;
  /** The fields that identify an item (`x-kubernetes-list-map-keys`). Absent: the list is atomic. */
  keys?: readonly string[];
  /** Scalar items that are their own keys (`x-kubernetes-list-type: set`). */
  set?: true;
}

export interface ObjectSchema extends Extras {
  type: 'object';
  fields: Readonly<Record<string, Schema>>;
  required: readonly string[];
  /** The schema of every other member (`additionalProperties`). */
  values?: Schema;
  /** Keeps unknown members (`x-kubernetes-preserve-unknown-fields`); otherwise they are pruned. */
  open?: true;
  /** Replaced as a whole (`x-kubernetes-map-type: atomic`). */
  atomic?: true;
}

export const ANY: ScalarSchema = { type: 'any' };
export const STRING: ScalarSchema = { type: 'string' };
export const BOOLEAN: ScalarSchema = { type: 'boolean' };
export const INTEGER: ScalarSchema = { type: 'integer' };
export const INT32: ScalarSchema = { type: 'integer', format: 'int32' };
export const INT64: ScalarSchema = { type: 'integer', format: 'int64' };
export const INT_OR_STRING: ScalarSchema = { type: 'intOrString' };

/** stringOr returns the schema of a string with a default. */
export function stringOr(value: string): ScalarSchema {
  return { type: 'string', default: value };
}

/** list returns the schema of an atomic list. */
export function list(items: Schema): ListSchema {
  return { type: 'list', items };
}

/** keyed returns the schema of a list whose items merge by one of their fields. */
export function keyed(key: string, items: Schema): ListSchema {
  return { type: 'list', items, keys: [key] };
}

/** object returns the schema of an object with these fields and no others. */
export function object(fields: Record<string, Schema>, required: readonly string[] = []): ObjectSchema {
  return { type: 'object', fields, required };
}

/** mapOf returns the schema of a map: any key, one schema for all values. */
export function mapOf(values: Schema): ObjectSchema {
  return { type: 'object', fields: {}, required: [], values };
}

/** open returns the schema of an object that keeps unknown members. */
export function open(fields: Record<string, Schema> = {}): ObjectSchema {
  return { type: 'object', fields, required: [], open: true };
}

/** whole returns the schema of an object that server-side apply treats as atomic. */
export function whole(schema: ObjectSchema): ObjectSchema {
  return { ...schema, atomic: true };
}
