import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { humanDuration } from '#simulator/print/human-duration.ts';

/** A column of a server-side table, in addition to the name. */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** 0 is always shown; 1 is shown with `-o wide`. */
  priority: 0 | 1;
  cell(object: StoredObject, now: number): string | number | boolean | null;
}

/** How much of an object its row includes: kubectl asks for `Object` when it sorts or filters client-side. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

const NAME: Column = {
  name: 'Name',
  type: 'string',
  priority: 0,
  cell: (object) => object.metadata.name,
};

/** withName puts the name first, unless the kind positions it itself, as Events do. */
function withName(columns: readonly Column[]): readonly Column[] {
  return columns.some(({ name }) => name === NAME.name) ? columns : [NAME, ...columns];
}

/** partialMetadata reduces an object to its identity and metadata. */
export function partialMetadata(object: StoredObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** tableOf builds a meta.k8s.io/v1 Table of objects. */
export function tableOf(
  columns: readonly Column[],
  objects: readonly StoredObject[],
  metadata: JsonObject,
  include: IncludeObject,
  now: number,
): unknown {
  const shown = withName(columns);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: shown.map(({ name, type, priority }) => {
      const format = name === NAME.name ? 'name' : '';
      return { name, type, format, description: '', priority };
    }),
    rows: objects.map((object) => ({
      cells: shown.map((column) => column.cell(object, now)),
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : partialMetadata(object) }),
    })),
  };
}

/** at returns the field at a path; undefined when it does not exist. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : '';
}

export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : 0;
}

export function listAt(value: unknown, ...path: readonly string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** since returns the time since an RFC 3339 timestamp, formatted as kubectl does; `<unknown>` without one. */
export function since(timestamp: string, now: number): string {
  const then = Date.parse(timestamp);
  return Number.isNaN(then) ? '<unknown>' : humanDuration(now - then);
}

export function textColumn(
  name: string,
  cell: (object: StoredObject) => string,
  priority: 0 | 1 = 0,
): Column {
  return { name, type: 'string', priority, cell };
}

export function integerColumn(
  name: string,
  cell: (object: StoredObject) => number,
  priority: 0 | 1 = 0,
): Column {
  return { name, type: 'integer', priority, cell };
}

export const AGE: Column = {
  name: 'Age',
  type: 'string',
  priority: 0,
  cell: (object, now) => since(object.metadata.creationTimestamp, now),
};
