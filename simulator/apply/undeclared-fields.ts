import { isJsonObject } from '#simulator/apimachinery/json.ts';
import { formatPath, itemPath } from '#simulator/apply/field-set.ts';
import type { FieldShape } from '#simulator/apply/field-shape.ts';
import { isScalar, jsonFields } from '#simulator/protobuf/message-table.ts';

/**
 * undeclaredFields returns where an applied configuration of a built-in kind has a field that its message lacks, with the message of
 * structured-merge-diff v6 `typed/validate.go`, sorted.
 */
export function undeclaredFields(value: unknown, message: string, shape: FieldShape): string[] {
  if (!isJsonObject(value)) return [];
  const { apiVersion: _v, kind: _k, ...fields } = value;
  return undeclaredIn(fields, message, shape, '').sort();
}

function undeclaredIn(value: unknown, type: string, shape: FieldShape, path: string): string[] {
  if (isScalar(type) || !isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const where = `${path}.${name}`;
    const field = jsonFields(type).get(name);
    if (field === undefined) return [`${where}: field not declared in schema`];
    const inner = shape.member(name)?.shape;
    if (inner === undefined || field.shape === 'map') return [];
    if (field.shape === 'one') return undeclaredIn(item, field.type, inner, where);
    if (!Array.isArray(item)) return [];
    return item.flatMap((element: unknown, index) => {
      const key = inner.itemsBy === 'none' ? undefined : itemPath(element, inner);
      const at = key === undefined ? `[${index}]` : formatPath([key]);
      return undeclaredIn(element, field.type, inner.item(), `${where}${at}`);
    });
  });
}
