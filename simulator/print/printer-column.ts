import { isJsonObject } from '#simulator/apimachinery/json.ts';
import type { PrinterColumn } from '#simulator/apimachinery/resources.ts';
import { firstAt, parseJsonPath } from '#simulator/print/json-path.ts';
import { AGE, type Column, since } from '#simulator/print/table.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'date'] as const;

/**
 * printerColumns returns a custom kind's columns (apiextensions-apiserver v0.35 `pkg/registry/customresource/tableconvertor`); its age when
 * it has none. A value that is absent leaves its cell empty, and so does a path that the embedded cluster cannot read.
 */
export function printerColumns(columns: readonly PrinterColumn[]): readonly Column[] {
  return columns.length === 0 ? [AGE] : columns.map(columnOf);
}

function columnOf({ name, type: wanted, jsonPath, priority = 0 }: PrinterColumn): Column {
  const steps = parseJsonPath(jsonPath) ?? [];
  const type = TYPES.find((known) => known === wanted) ?? 'string';
  return {
    name,
    type,
    priority,
    cell: (object, now) => (steps.length === 0 ? null : cellOf(type, firstAt(object, steps), now)),
  };
}

function cellOf(type: Column['type'], value: unknown, now: number): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? since(value, now) : null;
    case 'string':
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** readPrinterColumns reads the `additionalPrinterColumns` of a CustomResourceDefinition's version. */
export function readPrinterColumns(value: unknown): PrinterColumn[] {
  const columns = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return columns.map(({ name, type, jsonPath, priority }) => ({
    name: String(name),
    type: String(type),
    jsonPath: String(jsonPath),
    priority: priority === undefined || priority === 0 ? 0 : 1,
  }));
}
