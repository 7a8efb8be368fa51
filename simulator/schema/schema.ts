/**
 * The structural schema of a custom kind (apiextensions.k8s.io/v1): which fields there are, of which types, and which of them
 * server-side apply takes as a whole.
 */
export type Schema = ScalarSchema | ListSchema | ObjectSchema;

export interface ScalarSchema {
  /** `intOrString`: `x-kubernetes-int-or-string`. */
  type: 'string' | 'integer' | 'boolean' | 'intOrString';
  format?: 'int32' | 'int64' | 'date-time';
  pattern?: string;
  default?: string;
}

export interface ListSchema {
  type: 'list';
  items: Schema;
  /** What tells the items apart (`x-kubernetes-list-map-keys`). Absent: the list is replaced as a whole. */
  keys?: readonly string[];
  /** Plain values that are told apart by themselves (`x-kubernetes-list-type: set`). */
  set?: true;
}

export interface ObjectSchema {
  type: 'object';
  fields: Readonly<Record<string, Schema>>;
  required: readonly string[];
  /** What every other member is (`additionalProperties`). */
  values?: Schema;
  /** Keeps members that no field names (`x-kubernetes-preserve-unknown-fields`); they are pruned otherwise. */
  open?: true;
  /** Replaced as a whole (`x-kubernetes-map-type: atomic`). */
  atomic?: true;
}

export const STRING: ScalarSchema = { type: 'string' };
export const BOOLEAN: ScalarSchema = { type: 'boolean' };
export const INTEGER: ScalarSchema = { type: 'integer' };
export const INT32: ScalarSchema = { type: 'integer', format: 'int32' };
export const INT64: ScalarSchema = { type: 'integer', format: 'int64' };
export const INT_OR_STRING: ScalarSchema = { type: 'intOrString' };

/** stringOr is a string with a default. */
export function stringOr(value: string): ScalarSchema {
  return { type: 'string', default: value };
}

/** list is replaced as a whole. */
export function list(items: Schema): ListSchema {
  return { type: 'list', items };
}

/** keyed merges its items by one of their fields. */
export function keyed(key: string, items: Schema): ListSchema {
  return { type: 'list', items, keys: [key] };
}

/** object has these fields and no others. */
export function object(fields: Record<string, Schema>, required: readonly string[] = []): ObjectSchema {
  return { type: 'object', fields, required };
}

/** mapOf allows members of any name; each value follows the one schema. */
export function mapOf(values: Schema): ObjectSchema {
  return { type: 'object', fields: {}, required: [], values };
}

/** open keeps members beside its fields. */
export function open(fields: Record<string, Schema> = {}): ObjectSchema {
  return { type: 'object', fields, required: [], open: true };
}

/** whole is an object that server-side apply takes as one. */
export function whole(schema: ObjectSchema): ObjectSchema {
  return { ...schema, atomic: true };
}
