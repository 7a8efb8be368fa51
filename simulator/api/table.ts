import { humanDuration } from '#simulator/api/human-duration.ts';
import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** A column of a server-side table beside the name. */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'date';
  /** 0 is always shown, 1 with `-o wide`. */
  priority: 0 | 1;
  cell(object: StoredObject, now: number): string | number | null;
}

/** What of an object goes with its row: kubectl asks for `Object` when it sorts or filters by itself. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

const NAME: Column = {
  name: 'Name',
  type: 'string',
  priority: 0,
  cell: (object) => object.metadata.name,
};

/** The name comes first, except where a kind has a place of its own for it, as Events do. */
function withName(columns: readonly Column[]): readonly Column[] {
  return columns.some(({ name }) => name === NAME.name) ? columns : [NAME, ...columns];
}

/** partialMetadata reduces an object to its identity and metadata. */
export function partialMetadata(object: StoredObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** tableOf makes a meta.k8s.io/v1 Table of some objects. */
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

/** at reads a field by its path; undefined where there is none. */
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

/** The time since an RFC 3339 timestamp, as kubectl prints it; `<unknown>` without one. */
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

/** A column of a custom resource: a value that is absent leaves the cell empty. */
export function pathColumn(name: string, type: 'string' | 'integer', ...path: readonly string[]): Column {
  return {
    name,
    type,
    priority: 0,
    cell(object) {
      const value = at(object, ...path);
      if (value === undefined || value === null) return null;
      if (typeof value === 'number') return type === 'integer' ? value : String(value);
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}

export const AGE: Column = {
  name: 'Age',
  type: 'string',
  priority: 0,
  cell: (object, now) => since(object.metadata.creationTimestamp, now),
};
